"""A look-back on a phone and at the desk: only who asked says something; the unit reads no names."""

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from tests.factories.attachments import a_pdf
from tests.factories.looking_back import an_ended_case, asked, in_days, reported, said
from tests.factories.organisation import a_department
from tests.factories.people import an_account
from tests.factories.progress import PHONE
from yiguan.base import clock
from yiguan.looking_back.models import Evidence, Look
from yiguan.looking_back.states import Seen
from yiguan.people import device_cookie, residents
from yiguan.people.states import Role
from yiguan.ratings.states import RatingWay
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics.models import Support

TOKEN = "looking-phone".ljust(32, "x")


@pytest.fixture
def opened(app):
    """A look-back that is open today; the phone with TOKEN is a supporter's."""
    matter, handling, _ = an_ended_case(promise=True)
    person = residents.resident_on(TOKEN, "何秀芬", phone="13800009988")
    db.session.add(Support(topic_id=matter.topic.id, person_id=person.id, at=clock.now()))
    db.session.commit()
    return matter, handling, reported(handling), person


def on_phone(client, token=TOKEN):
    client.set_cookie(device_cookie.cookie_name(settings()), token, domain="localhost")
    return client


def a_photo():
    data = BytesIO()
    Image.new("RGB", (60, 40), "green").save(data, "JPEG")
    return BytesIO(data.getvalue()), "now.jpg"


@pytest.mark.row("N18")
def test_who_asked_says_what_they_see_in_one_tap_with_a_photo(client, opened):
    _, _, found, person = opened
    page = on_phone(client).get(f"/look-backs/{found.id}").text
    assert all(word in page for word in ("好了", "部分好了", "没有", "说好"))
    said_so = {"seen": "not_done", "note": "还没有通电。", "person": str(person.id), "photo": a_photo()}
    done = client.post(f"/look-backs/{found.id}/look", data=said_so)
    assert "收到了" in done.text
    look = db.session.scalars(select(Look)).one()
    assert (look.person_id, look.seen, look.note, look.way) == (
        person.id,
        Seen.NOT_DONE,
        "还没有通电。",
        RatingWay.PHONE,
    )
    assert look.photo_id is not None


def test_saying_it_again_keeps_the_photo_and_changes_the_word(client, opened):
    _, _, found, person = opened
    on_phone(client).post(f"/look-backs/{found.id}/look", data={"seen": "not_done", "photo": a_photo()})
    client.post(f"/look-backs/{found.id}/look", data={"seen": "done", "person": str(person.id)})
    look = db.session.scalars(select(Look)).one()
    assert (look.seen, look.photo_id is not None) == (Seen.DONE, True)


@pytest.mark.row("N18")
def test_a_receipt_with_its_digits_opens_it_on_any_phone(client, opened):
    matter, _, found, _ = opened
    receipt = {"receipt": matter.lead.receipt, "tail": PHONE[-4:]}
    assert "办成了没有" in client.post(f"/look-backs/{found.id}", data=receipt).text
    assert "收到了" in client.post(f"/look-backs/{found.id}/look", data={"seen": "done", **receipt}).text
    look = db.session.scalars(select(Look)).one()
    assert (look.person_id, look.way) == (matter.lead.person_id, RatingWay.RECEIPT)


def test_a_stranger_cannot_tell_a_look_back_from_none(client, opened):
    on_phone(client, "stranger".ljust(32, "x"))
    number = opened[2].id
    shown, none = client.get(f"/look-backs/{number}"), client.get("/look-backs/987654")
    assert shown.text.replace(f"/look-backs/{number}", "") == none.text.replace("/look-backs/987654", "")
    assert "车棚" not in shown.text


def test_a_wrong_receipt_opens_nothing_and_draws_no_photo(client, opened):
    data = {"seen": "done", "receipt": "12345678", "tail": "0000", "photo": a_photo()}
    refused = client.post(f"/look-backs/{opened[2].id}/look", data=data)
    assert (refused.status_code, "对不上" in refused.text) == (422, True)
    assert db.session.scalars(select(Look)).all() == []


def test_without_a_tap_nothing_typed_is_lost(client, opened):
    refused = on_phone(client).post(f"/look-backs/{opened[2].id}/look", data={"note": "灯还不亮。"})
    assert refused.status_code == 422
    assert "请点一下" in refused.text
    assert "灯还不亮。" in refused.text


def test_a_picture_that_cannot_be_read_is_said_so_and_loses_no_word(client, opened):
    broken = {"seen": "done", "note": "灯亮了。", "photo": (BytesIO(b"not a picture"), "now.jpg")}
    refused = on_phone(client).post(f"/look-backs/{opened[2].id}/look", data=broken)
    assert refused.status_code == 422
    assert "灯亮了。" in refused.text
    assert db.session.scalars(select(Look)).all() == []


def test_my_matters_asks_until_something_is_said(client, opened):
    _, _, found, person = opened
    page = on_phone(client).get("/mine").text
    assert f"/look-backs/{found.id}" in page
    assert "请您说" in page
    said(found, person, Seen.DONE)
    assert "说过了" in client.get("/mine").text


@pytest.mark.row("N18")
def test_the_unit_reads_what_was_seen_and_no_names(client, opened):
    _, handling, found, person = opened
    said(found, person, Seen.NOT_DONE, "还没有通电。")
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    page = client.page(f"/desk/handling/{handling.id}/look-backs")
    assert "还没有通电。" in page
    assert "何秀芬" not in page
    shown = client.get(f"/api/v1/handling-items/{handling.id}/look-backs").get_json()["look_backs"][0]
    assert (shown["asked"], shown["seen"]["not_done"], shown["outcome"]) == (2, 1, None)


@pytest.mark.row("FU-04")
def test_the_unit_puts_a_document_and_opens_it_again(client, opened):
    _, handling, _, _ = opened
    client.sign_in(an_account(Role.UNIT_LIAISON, handling.unit))
    form = {"day": str(clock.today()), "text": "验收单签好了。", "file": (BytesIO(a_pdf()), "验收单.pdf")}
    done = client.submit(f"/desk/handling/{handling.id}/look-backs", form)
    assert done.status_code == 302
    kept = db.session.scalars(select(Evidence).order_by(Evidence.id.desc())).first()
    assert kept is not None
    with client.get(f"/desk/handling/{handling.id}/evidence/{kept.id}") as shown:
        assert shown.mimetype == "application/pdf"


@pytest.mark.parametrize("form", [{}, {"day": "没有这一天", "text": "好"}])
def test_evidence_that_lacks_something_is_asked_for_it(client, opened, form):
    client.sign_in(an_account(Role.UNIT_LIAISON, opened[1].unit))
    refused = client.submit(f"/desk/handling/{opened[1].id}/look-backs", form)
    assert refused.status_code == 422


def test_a_convener_or_another_unit_finds_no_look_back(client, opened):
    client.sign_in(an_account(Role.UNIT_LIAISON, a_department("区城管局别处")))
    number = opened[1].id
    assert client.get(f"/desk/handling/{number}/look-backs").status_code == 404
    assert client.submit(f"/desk/handling/{number}/look-backs", {"text": "办好了。"}).status_code == 404


@pytest.mark.row("FU-04")
def test_the_lists_of_the_desk_hold_what_their_names_say(client, app):
    _, handling, _ = an_ended_case()
    with in_days(100):
        client.sign_in(an_account(Role.OFFICER))
        asked(handling)
        assert handling.title in client.page("/desk/look-backs?view=open")
        assert handling.title not in client.page("/desk/look-backs?view=planned")
        assert client.get("/desk/look-backs?view=nonsense").status_code == 200
