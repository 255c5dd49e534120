"""离开和回来: present-now and came-at-all are two numbers (CK-14)."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from tests.factories.attendance import Phone, rows, the_code
from tests.factories.meetings import a_meeting_now, the_runner
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from yiguan.attendance import queries
from yiguan.attendance.ledger import counts, undoing
from yiguan.attendance.states import CheckInState
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def meeting(app):
    return a_meeting_now(tracks_exit=True)


def go(phone, step, once="once-1"):
    number = re.search(r'action="/check-ins/(\d+)/', phone.page)
    assert number, phone.page
    return FlaskClient.open(
        phone.client, f"/check-ins/{number[1]}/{step}", method="POST", data={"once": once}, follow_redirects=True
    )


def arrive(phone, meeting, name="李秀英"):
    phone.scan(the_code(meeting))
    phone.page = phone.tap(name).text
    return phone


@pytest.mark.row("CK-14")
def test_who_leaves_and_comes_back_stays_counted_and_present_follows(app, phone, meeting):
    arrive(phone, meeting)
    arrive(Phone(app.test_client()), meeting, "王大山")
    assert "您先离开了" in go(phone, "leave").text
    assert (counts.attendance(meeting.id).arrived, counts.present(meeting.id, 1)) == (2, 1)
    phone.scan(the_code(meeting))
    phone.page = phone.tap().text
    assert "李秀英，我回来了" in phone.page, "whoever scans again is asked the one question left"
    assert "要先走" in go(phone, "return", "once-2").text
    assert (counts.attendance(meeting.id).arrived, counts.present(meeting.id, 1)) == (2, 2)


def test_the_same_tap_twice_is_one_move(phone, meeting):
    arrive(phone, meeting)
    go(phone, "leave")
    go(phone, "leave")
    assert rows(meeting, CheckInState.MOVED) == 1


def test_another_phone_moves_nobody(app, phone, meeting):
    arrive(phone, meeting)
    stranger = Phone(app.test_client())
    stranger.page = phone.page
    assert go(stranger, "leave").status_code == 404
    assert counts.present(meeting.id, 1) == 1


def test_where_nobody_wants_to_know_the_page_does_not_ask(phone):
    meeting = a_meeting_now()
    page = arrive(phone, meeting).page
    assert "我先走了" not in page
    assert "要先走" not in page


def test_after_the_end_there_is_nothing_to_say(phone, meeting):
    arrive(phone, meeting)
    db.session.execute(update(Meeting).values(state=MeetingState.ENDED))
    db.session.commit()
    answer = go(phone, "leave")
    assert answer.status_code == 409
    assert "已经散会了" in answer.text


@pytest.mark.row("CK-20")
def test_the_screen_shows_both_numbers_and_the_api_too(client, phone, meeting):
    arrive(phone, meeting)
    go(phone, "leave")
    assert client.get(f"/api/v1/meetings/{meeting.code}/attendance").json["parts"][0] == {
        "number": 1, "title": "", "arrived": 1, "present": 0
    }  # fmt: skip
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    state = client.get(f"/hall/{meeting.code}/state").json
    assert (state["arrived"], state["present"]) == (1, 0)


def test_an_undone_check_in_is_not_in_the_room(phone, meeting):
    arrive(phone, meeting)
    a_reason(ReasonKind.CHECKIN_UNDO, "left")
    row = db.session.scalars(queries.scans_of(meeting.id)).one()
    undoing.undo(the_runner(meeting.unit), meeting, row, reason="left")
    db.session.commit()
    assert counts.present(meeting.id, 1) == 0
