"""Check-in opens by the clock; the worker writes the meeting's state afterwards, as the system, once."""

from datetime import timedelta

import pytest

from tests.factories.attendance import in_two_workers
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.people import an_account
from tests.meetings.test_planning import typed
from yiguan.attendance import jobs
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role
from yiguan.registrations import rules
from yiguan.store.db import db

S = MeetingState


def opened(meeting):
    return [entry for entry in entries_of(meeting) if entry.act == "open"]


def test_a_meeting_whose_check_in_is_open_by_the_clock_is_called_so(app):
    meeting = a_meeting(starts_at=clock.now() + timedelta(minutes=31))
    assert jobs.open_check_in() == 0
    with clock.at(clock.now() + timedelta(minutes=2)):
        jobs.open_check_in()
        jobs.open_check_in()
        assert rules.is_taking(meeting)
    assert meeting.state is S.OPEN
    assert [entry.actor_kind for entry in opened(meeting)] == ["system"]


@pytest.mark.parametrize("state", [S.PLANNED, S.CANCELLED, S.IN_PROGRESS, S.ENDED])
def test_a_meeting_in_another_state_is_left_alone(app, state):
    meeting = a_meeting_now(state)
    jobs.open_check_in()
    assert meeting.state is state
    assert opened(meeting) == []


@pytest.mark.parametrize("starts_in", [timedelta(hours=1), -timedelta(hours=3)])
def test_a_meeting_before_its_hours_or_after_them_is_left_alone(app, starts_in):
    """A postponed one stands at its new time, with the same state as before."""
    meeting = a_meeting(starts_at=clock.now() + starts_in)
    jobs.open_check_in()
    assert meeting.state is S.NOTIFIED


def test_two_workers_open_it_once(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        meeting_id = a_meeting_now(S.NOTIFIED).id
        db.session.remove()
    in_two_workers(real_app, lambda _: jobs.open_check_in())
    with real_app.app_context():
        assert len(opened(db.session.get_one(Meeting, meeting_id))) == 1


def test_a_convener_with_the_edit_page_open_is_told_kindly_and_saves_all_the_same(client):
    meeting = a_meeting_now(S.NOTIFIED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    starts_at = f"{clock.local(meeting.starts_at):%Y-%m-%dT%H:%M}"
    form = typed(meeting.unit, place="三楼会议室", starts_at=starts_at, version=str(meeting.version))
    jobs.open_check_in()
    db.session.commit()
    answer = client.submit(f"/bench/meetings/{meeting.code}/edit", form)
    assert answer.status_code == 409
    assert "下面还是您填的，没有丢" in answer.text
    again = form | {"version": str(db.session.get_one(Meeting, meeting.id).version)}
    assert client.submit(f"/bench/meetings/{meeting.code}/edit", again).status_code == 302


def test_a_convener_whose_page_is_older_than_the_opening_starts_the_meeting_all_the_same(client):
    meeting = a_meeting_now(MeetingState.NOTIFIED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    seen, url = meeting.version, f"/bench/meetings/{meeting.code}"
    jobs.open_check_in()
    db.session.commit()
    assert client.submit(f"{url}/start", {"version": str(seen)}).status_code == 302
    assert "进行中" in client.page(url)
