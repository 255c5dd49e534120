"""A receipt and its four digits on a new phone: the phone keeps that matter, and nothing else of the person."""

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import Phone
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.base.codes import random_code
from yiguan.leads import queries, reporting
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.store.db import db

OTHER = "电动车停在楼道里"


@pytest.fixture
def lead(app):
    """Of somebody who also reported something at another station."""
    found = a_lead()
    reporting.submit(queries.proposer_of(found), a_station(), text=OTHER, place="别处", nonce=random_code(40))
    db.session.commit()
    return found


@pytest.fixture
def phone(app):
    return Phone(app.test_client())


def post(phone, lead, step, **data):
    return FlaskClient.open(phone.client, f"/leads/{lead.receipt}{step}", method="POST", data=data)


def get(phone, url):
    return FlaskClient.open(phone.client, url).text


def kept(phone, lead):
    """Opened with the digits, then kept."""
    digits = queries.pick_code_of(lead)
    assert "记在这部手机上" in post(phone, lead, "", tail=digits).text
    assert post(phone, lead, "/keep", tail=digits).status_code == 303


@pytest.mark.row("N04")
def test_the_matter_is_kept_on_the_new_phone_and_nothing_else_comes_with_it(phone, lead):
    kept(phone, lead)
    assert lead.text in get(phone, f"/leads/{lead.receipt}"), "no digits any more"
    page = get(phone, "/mine")
    assert lead.receipt in page
    assert OTHER not in page
    assert "您反映的这件事也记到另一部手机上了" not in page, "the notice is behind the person's own code"


def test_the_proposer_is_told_and_ends_it(phone, lead):
    kept(phone, lead)
    told = db.session.query(Notice).filter_by(person_id=lead.person_id).all()
    assert "您反映的这件事也记到另一部手机上了" in [notice.title for notice in told]
    other = Phone(lead_client(phone))
    digits = queries.pick_code_of(lead)
    assert "也记在另外 1 部手机上" in post(other, lead, "", tail=digits).text
    assert post(other, lead, "/forget", tail=digits).status_code == 200
    assert lead.text not in get(phone, f"/leads/{lead.receipt}")
    assert lead.receipt not in get(phone, "/mine")


def lead_client(phone: Phone) -> FlaskClient:
    return FlaskClient(phone.client.application, phone.client.response_wrapper)


def test_staff_of_the_station_end_it_with_a_reason(client, phone, lead):
    kept(phone, lead)
    client.sign_in(an_account(Role.CONVENER, lead.unit))
    url = f"/bench/leads/{lead.id}"
    assert "别的手机不再认这件事" in client.page(url)
    assert client.submit(f"{url}/forget", {"text": "本人打电话来，说不是他。"}).status_code == 302
    assert lead.text not in get(phone, f"/leads/{lead.receipt}")
    assert "别的手机不再认这件事</a>" not in client.page(url)


def test_wrong_digits_keep_nothing_and_a_phone_without_cookies_is_told_so(app, phone, lead):
    wrong = f"{(int(queries.pick_code_of(lead)) + 1) % 10_000:04d}"
    assert post(phone, lead, "/keep", tail=wrong).status_code == 422
    assert queries.devices_of(lead) == set()
    without = Phone(app.test_client(use_cookies=False), cookies=False)
    answer = post(without, lead, "/keep", tail=queries.pick_code_of(lead))
    assert (answer.status_code, "记不住" in answer.text) == (409, True)


def test_kept_twice_is_kept_once(phone, lead):
    for _ in range(2):
        post(phone, lead, "", tail=queries.pick_code_of(lead))
        post(phone, lead, "/keep", tail=queries.pick_code_of(lead))
    assert len(queries.devices_of(lead)) == 1
