"""At a meeting, the last four digits of a telephone are as welcome as the whole number (PS-01)."""

import pytest
from sqlalchemy import select

from tests.factories.attendance import the_printed_code
from tests.factories.meetings import a_meeting_now
from tests.factories.people import an_account
from yiguan.attendance import known
from yiguan.attendance.closing.bursts import bursts_of
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind, Role
from yiguan.settings import settings
from yiguan.store.db import db

pytestmark = pytest.mark.row("PS-01")


def scan(client, meeting, phone, name="李秀英"):
    """From the page to the tap, on a phone of its own."""
    phone_of_their_own = client.application.test_client()
    url = f"/C/{the_printed_code(meeting)}"
    receipt = phone_of_their_own.page(url).split('name="receipt" value="')[1].split('"')[0]
    return phone_of_their_own.post(url, data={"receipt": receipt, "name": name, "phone": phone})


def people():
    return db.session.scalars(
        select(Person).where(Person.kind == PersonKind.RESIDENT).order_by(Person.created_at)
    ).all()


@pytest.mark.parametrize(("typed", "kept"), [("1234", "1234"), ("138 0000 1234", "13800001234"), ("", "")])
def test_a_tail_a_whole_number_or_nothing_checks_in(client, typed, kept):
    assert scan(client, a_meeting_now(), typed).status_code == 303
    assert vault.phone_of(people()[0]) == kept


@pytest.mark.parametrize("typed", ["123", "12345", "12a4"])
def test_anything_else_is_told_that_four_digits_would_do(client, typed):
    answer = scan(client, a_meeting_now(), typed)
    assert answer.status_code == 422
    assert "只填后四位也行" in answer.text
    assert f'value="{typed}"' in answer.text


def test_two_people_with_one_tail_are_not_taken_for_one(client):
    meeting = a_meeting_now()
    scan(client, meeting, "1234", "李秀英")
    scan(client, meeting, "1234", "王桂兰")
    assert [one.phone_index for one in people()] == [None, None]
    assert "phone" not in {str(burst.kind) for burst in bursts_of(meeting)}


def test_somebody_is_found_at_the_desk_by_the_tail(client):
    meeting = a_meeting_now()
    scan(client, meeting, "1234")
    assert len(known.search(meeting, settings().keys, "1234")) == 1


def test_a_tail_does_not_replace_a_whole_number(app):
    token = "t" * 32
    person = residents.resident_on(token, "李秀英", phone="13800005678")
    residents.resident_on(token, "李秀英", phone="1234")
    assert vault.phone_of(person) == "13800005678"


def test_staff_who_check_somebody_in_may_type_it_too(client):
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(f"/bench/meetings/{meeting.code}/check-ins", {"name": "李秀英", "phone": "1234"})
    assert answer.status_code in (200, 302)
    assert vault.phone_of(people()[0]) == "1234"
