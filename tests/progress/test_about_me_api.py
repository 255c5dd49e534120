"""关于我的信息 for programs: by receipt and four digits, as far as the page shows and changes it."""

import pytest

from tests.factories.leads import WORDS
from tests.factories.organisation import a_station
from tests.factories.people import a_resident
from yiguan.base.codes import random_code
from yiguan.leads import reporting
from yiguan.leads.models import Lead
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.progress.models import ErasureWish
from yiguan.store.db import db


def a_report(person: Person) -> Lead:
    lead = reporting.submit(person, a_station(), text=WORDS, place="楼下", nonce=random_code(40))
    db.session.commit()
    return lead


@pytest.fixture
def lead(app):
    """Of somebody without a phone."""
    return a_report(residents.resident_at_desk("何秀兰", phone="13800001234"))


def call(client, lead: Lead, act: str = "", tail: str = "1234", **data: object):
    return client.post(f"/api/v1/leads/{lead.receipt}/about{act}", json={"tail": tail} | data)


@pytest.mark.row("PS-03")
def test_a_program_shows_what_is_held_and_to_wrong_digits_nothing(client, lead):
    told = call(client, lead).json
    assert (told["name"], told["phone"], told["others"], told["may_change"]) == ("何秀兰", "138****1234", 0, True)
    assert [line["text"] for line in told["lines"] if line["label"] == "反映的事"] == [lead.title]
    wrong = call(client, lead, tail="0000")
    assert (wrong.status_code, "何秀兰" in wrong.text) == (422, False)


@pytest.mark.row("PS-03")
def test_it_corrects_the_name_and_keeps_the_wish_to_be_erased(client, lead):
    assert call(client, lead, "/correct", name="何秀岚").json["name"] == "何秀岚"
    assert vault.name_of(db.session.get_one(Person, lead.person_id, populate_existing=True)) == "何秀岚"
    assert call(client, lead, "/erase").status_code == 422
    assert call(client, lead, "/erase", sure=True).json["wished_at"]
    assert call(client, lead, "/keep").json["wished_at"] is None
    assert db.session.query(ErasureWish).one().ended_at is not None


@pytest.mark.parametrize(("act", "data"), [("/correct", {"name": "王大山"}), ("/erase", {"sure": True}), ("/keep", {})])
def test_who_has_a_phone_is_changed_there_alone(client, act, data):
    lead = a_report(a_resident("李秀英", "13800001234"))
    assert call(client, lead, act, **data).status_code == 409
    assert vault.name_of(db.session.get_one(Person, lead.person_id)) == "李秀英"
    assert db.session.query(ErasureWish).count() == 0
