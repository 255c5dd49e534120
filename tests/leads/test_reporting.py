import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from tests.factories.organisation import a_field, a_station
from tests.factories.people import a_convener
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.notifications.models import Notice
from yiguan.people.models import Person
from yiguan.people.states import PublicName
from yiguan.people.vault import name_of, phone_of
from yiguan.store.db import db

SAID = {
    "text": "楼道灯坏了三个月",
    "place": "井巷新村12栋",
    "name": "李秀英",
    "phone": "13812341234",
    "public_name": "surname",
}


def form_of(client, unit):
    """The hidden fields of a fresh form."""
    return {"receipt": receipt_in(client.page(f"/units/{unit.code}/leads/new"))}


def receipt_in(page):
    found = re.search(r'name="receipt" value="([^"]+)"', page)
    assert found
    return found[1]


def report(client, unit, **changes):
    return client.post(f"/units/{unit.code}/leads/new", data={**form_of(client, unit), **SAID, **changes})


def the_lead():
    db.session.rollback()
    return db.session.scalars(select(Lead)).one()


@pytest.mark.row("TP-01")
def test_a_resident_reports_without_an_account_by_three_answers(client):
    unit = a_station()
    answer = report(client, unit, phone="")
    lead = the_lead()
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.receipt}/done")
    assert (lead.text, lead.place, lead.state) == (SAID["text"], SAID["place"], LeadState.SUBMITTED)
    assert lead.public_name is PublicName.SURNAME


@pytest.mark.row("TP-02")
def test_the_code_of_a_unit_carries_the_lead_to_that_unit(client):
    unit, _ = a_station(), a_station()
    report(client, unit)
    assert the_lead().unit_id == unit.id


def test_name_and_phone_are_kept_encrypted_in_people_only(client):
    report(client, a_station())
    person = db.session.get_one(Person, the_lead().person_id)
    assert (name_of(person), phone_of(person)) == ("李秀英", "13812341234")
    assert "李秀英".encode() not in (person.name or b"")


@pytest.mark.row("TP-03")
def test_the_slip_shows_code_link_picture_and_the_day_of_the_first_look(client):
    answer = report(client, a_station())
    lead, page = the_lead(), client.page(answer.location)
    assert f"{lead.receipt[:4]} {lead.receipt[4:]}" in page
    assert queries.pick_code_of(lead) in page
    assert f'href="/leads/{lead.receipt}"' in page
    assert 'class="qr"' in page
    assert clock.day(lead.due_on) in page


def test_another_phone_does_not_see_the_slip(client, app):
    answer = report(client, a_station())
    stranger = app.test_client().get(answer.location)
    assert (stranger.status_code, stranger.location) == (302, f"/leads/{the_lead().receipt}")


@pytest.mark.row("AE-05")
def test_without_cookies_the_answer_is_the_slip_itself(client, app):
    unit = a_station()
    data = {**form_of(client, unit), **SAID}
    plain = app.test_client(use_cookies=False)
    answer = plain.post(f"/units/{unit.code}/leads/new", data=data)
    assert answer.status_code == 200
    assert the_lead().receipt[:4] in answer.get_data(as_text=True)


@pytest.mark.row("OF-02")
def test_the_same_form_twice_is_one_lead_and_one_slip(client, app):
    unit = a_station()
    data = {**form_of(client, unit), **SAID}
    first = client.post(f"/units/{unit.code}/leads/new", data=data)
    again = FlaskClient.open(client, f"/units/{unit.code}/leads/new", method="POST", data=data)
    assert (again.status_code, again.location) == (303, first.location)
    the_lead()


def test_going_back_and_changing_the_words_makes_a_second_lead(client):
    unit = a_station()
    data = {**form_of(client, unit), **SAID}
    client.post(f"/units/{unit.code}/leads/new", data=data)
    client.post(f"/units/{unit.code}/leads/new", data={**data, "text": "还有下水道也堵了"})
    assert len(db.session.scalars(select(Lead)).all()) == 2


def test_a_form_left_open_overnight_keeps_the_words_and_works_at_the_second_tap(client):
    unit = a_station()
    with clock.at(clock.now() - timedelta(hours=25)):
        data = {**form_of(client, unit), **SAID}
    answer = client.post(f"/units/{unit.code}/leads/new", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert SAID["text"] in page
    assert "放得太久" in page
    fresh = {**SAID, "receipt": receipt_in(page)}
    assert client.post(f"/units/{unit.code}/leads/new", data=fresh).status_code == 303


def test_a_form_of_another_phone_is_asked_to_be_sent_once_more(client, app):
    unit = a_station()
    data = {**form_of(client, unit), **SAID}
    other = app.test_client()
    other.get(f"/units/{unit.code}/leads/new")
    assert other.post(f"/units/{unit.code}/leads/new", data=data).status_code == 422
    assert db.session.scalars(select(Lead)).all() == []


@pytest.mark.parametrize("receipt", ["", "x", "W10.abc", "\x00"])
def test_a_forged_receipt_saves_nothing(client, receipt):
    unit = a_station()
    answer = client.post(f"/units/{unit.code}/leads/new", data={**SAID, "receipt": receipt})
    assert answer.status_code == 422
    assert db.session.scalars(select(Lead)).all() == []


BAD = {
    "nothing said": {"text": ""},
    "blank": {"text": " 　\u200b\u2060\n"},
    "nul only": {"text": "\x00"},
    "too long": {"text": "长" * 10_000},
    "no place": {"place": ""},
    "a long place": {"place": "长" * 61},
    "no name": {"name": "\u3164"},
    "a short phone": {"phone": "1381234"},
    "an unknown choice": {"public_name": "everything"},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_taken_is_said_at_its_field_and_the_rest_is_kept(client, bad):
    answer = report(client, a_station(), **bad)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{next(iter(bad))}-error"' in page
    assert all(value in page for key, value in SAID.items() if key not in bad)


def test_emoji_stay_and_nul_goes(client):
    report(client, a_station(), text="灯坏了😀\x00请修\r\n谢谢")
    assert the_lead().text == "灯坏了😀请修\n谢谢"


def test_an_id_number_typed_into_the_words_is_not_kept(client):
    report(client, a_station(), text="我叫李秀英，身份证 34070219491001002X，灯坏了")
    assert "19491001002X" not in the_lead().text


def test_a_listed_field_is_kept_and_another_refused(client):
    unit, field = a_station(), a_field()
    assert report(client, unit, field="nonsense").status_code == 422
    report(client, unit, field=field.code)
    assert the_lead().field == field.code


def picture(format_="JPEG"):
    out = BytesIO()
    Image.new("RGB", (8, 6), "brown").save(out, format_)
    return out.getvalue()


def with_photo(client, unit, data, name="a.jpg"):
    return report(client, unit, photo_1=(BytesIO(data), name))


def test_photos_are_drawn_anew_and_come_back_through_the_policy(client, app):
    unit = a_station()
    turned = (Path(__file__).parents[1] / "attachments" / "turned.heic").read_bytes()
    assert with_photo(client, unit, turned, "a.heic").status_code == 303
    photo = queries.photos_of(the_lead())[0].attachment
    assert photo.media_type == "image/jpeg"


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:-40], b"\xff\xd8\xff", b"x"])
def test_a_broken_photo_is_refused_at_its_field_and_the_words_are_kept(client, data):
    answer = with_photo(client, a_station(), data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="photo_1-error"' in page
    assert SAID["text"] in page
    assert "请再选一次" in page


def test_the_fourth_lead_in_ten_minutes_is_held_for_review_not_refused(client):
    unit = a_station()
    for number in range(4):
        assert report(client, unit, text=f"第{number}件事").status_code == 303
    held = [lead.held_for for lead in db.session.scalars(select(Lead).order_by(Lead.id))]
    assert held == ["", "", "", "rate"]


def test_the_conveners_of_the_station_are_told_and_the_trail_begins(client):
    unit = a_station()
    convener, _ = a_convener(unit), a_convener(a_station())
    report(client, unit)
    lead = the_lead()
    told = db.session.scalars(select(Notice.person_id)).all()
    assert (told, [entry.act for entry in entries_of(lead)]) == ([convener.id], ["create"])


def test_a_department_takes_no_leads(client):
    unit = a_station()
    unit.retired_on = clock.today()
    db.session.commit()
    assert "不收线索" in client.page(f"/units/{unit.code}/leads/new", 404)


def test_the_form_offers_the_name_used_on_this_phone_before(client):
    unit = a_station()
    report(client, unit)
    assert 'value="李秀英"' in client.page(f"/units/{unit.code}/leads/new")
