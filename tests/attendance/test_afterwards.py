"""Afterwards: who came is thanked, who was expected is missed kindly; each once, however often the worker runs."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.attendance import a_check_in, in_two_workers, the_code
from tests.factories.meetings import a_meeting, a_meeting_now, take, the_runner
from tests.factories.organisation import a_reason
from tests.factories.registrations import a_registration, an_invitation, as_actor
from yiguan.attendance import jobs, notices
from yiguan.attendance.doors import hand
from yiguan.attendance.ledger import undoing
from yiguan.attendance.states import CheckInSource
from yiguan.base import clock
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.states import MeetingState
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.registrations import acts as line_acts
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def an_evening(state=MeetingState.ENDED):
    """A meeting an hour from now with a list, as far as this state; walked there at its own times."""
    meeting = a_meeting(starts_at=clock.now() + timedelta(hours=1))
    came, stayed, gone = a_registration(meeting), an_invitation(meeting), a_registration(meeting)
    perform(line_acts.WITHDRAW, gone, by=as_actor(gone))
    hand.count_in(the_runner(meeting.unit), meeting, came.person, source=CheckInSource.DESK_SEARCH, key="one")
    for act in ("start", "end") if state is MeetingState.ENDED else ("start",):
        take(the_runner(meeting.unit), meeting, act)
    db.session.commit()
    return meeting, came, stayed, gone


def run(meeting, hours):
    with clock.at(meeting.ends_at + timedelta(hours=hours)):
        return jobs.thank()


def told(line):
    query = select(Notice.title).where(Notice.person_id == line.person_id, Notice.event.startswith("thanks:"))
    return db.session.scalars(query).all()


@pytest.mark.row("RG-07")
def test_the_day_after_who_came_is_thanked_and_who_did_not_is_not_reproached(app):
    meeting, came, stayed, gone = an_evening()
    assert run(meeting, hours=17) == 0
    assert run(meeting, hours=18) == 2
    assert told(came) == ["谢谢您来：加装电梯协商会"]
    assert told(stayed) == ["会开过了：加装电梯协商会"]
    assert told(gone) == []


def test_the_phone_that_came_reads_it_among_its_matters_with_the_way_to_the_results(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    for act in ("start", "end"):
        take(the_runner(meeting.unit), get_meeting(the_runner(meeting.unit), meeting.code), act)
    db.session.commit()
    run(meeting, hours=18)
    page = FlaskClient.open(phone.client, "/mine").text
    assert "谢谢您来：加装电梯协商会" in page
    assert f'href="/meetings/{meeting.code}"' in page


@pytest.mark.row("RG-07")
def test_nobody_hears_it_twice_however_often_the_worker_runs(app):
    meeting, came, *_ = an_evening()
    assert [run(meeting, hours) for hours in (18, 18, 40)] == [2, 0, 0]
    assert len(told(came)) == 1


@pytest.mark.row("RG-07")
def test_two_workers_thank_everybody_once(real_app):
    with real_app.app_context():
        db.session().info["writing"] = True
        with clock.at(clock.now() - timedelta(hours=24)):
            _, came, stayed, _ = an_evening()
        db.session.remove()
    in_two_workers(real_app, lambda _: jobs.thank())
    with real_app.app_context():
        assert [len(told(line)) for line in (came, stayed)] == [1, 1]


def test_a_scan_that_comes_late_tells_nobody_the_opposite(app):
    meeting, _, stayed, _ = an_evening()
    run(meeting, hours=18)
    hand.count_in(the_runner(meeting.unit), meeting, stayed.person, source=CheckInSource.DESK_SEARCH, key="two")
    notices.thanked(meeting, [stayed.person_id])
    assert told(stayed) == ["会开过了：加装电梯协商会"]


def test_somebody_whose_check_in_was_undone_is_not_thanked_for_coming(app):
    meeting = an_evening()[0]
    a_reason(ReasonKind.CHECKIN_UNDO, "test", "试扫")
    undoing.undo(the_runner(meeting.unit), meeting, a_check_in(meeting, "王大山"), reason="test")
    assert run(meeting, hours=18) == 2


@pytest.mark.parametrize(("hours", "chosen"), [(24 * 7, {}), (18, {"thank_hours": 0})])
def test_an_old_meeting_and_an_installation_that_does_not_want_it_are_left_in_peace(installed, hours, chosen):
    installed(**chosen)
    assert run(an_evening()[0], hours) == 0


def test_a_meeting_that_nobody_ended_waits(app):
    assert run(an_evening(MeetingState.IN_PROGRESS)[0], hours=18) == 0
