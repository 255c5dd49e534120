from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.factories.meetings import a_meeting, the_runner
from tests.factories.organisation import a_reason
from tests.factories.registrations import a_registration, an_invitation, as_actor
from yiguan.base import clock
from yiguan.meetings import acts as meeting_acts
from yiguan.meetings.states import MeetingState
from yiguan.notifications.models import Notice
from yiguan.organisation.states import ReasonKind
from yiguan.progress import tell
from yiguan.registrations import acts as line_acts
from yiguan.registrations import jobs
from yiguan.store.db import db
from yiguan.workflow.perform import perform

DAYS = timedelta(days=1)


def run(app, moment):
    """The worker at that moment, twice: a repeat must be harmless."""
    with clock.at(moment):
        first, second = (jobs.remind() for _ in range(2))
        assert second == 0
        return first


def told(line, event):
    query = select(Notice.title).where(Notice.person_id == line.person_id, Notice.event.startswith(event))
    return db.session.scalars(query).all()


@pytest.mark.row("RG-07")
def test_the_day_before_and_two_hours_before_each_person_is_reminded_once(app):
    meeting = a_meeting(starts_at=clock.now() + 5 * DAYS)
    coming, asked = a_registration(meeting), an_invitation(meeting)
    run(app, meeting.starts_at - timedelta(hours=25))
    assert told(coming, "reminder") == []
    for hours in (24, 20, 2, 1):
        run(app, meeting.starts_at - timedelta(hours=hours))
    assert len(told(coming, "reminder")) == len(told(asked, "reminder")) == 2


@pytest.mark.row("RG-07")
def test_a_worker_killed_before_it_noted_the_reminder_tells_nobody_twice(app):
    meeting = a_meeting(starts_at=clock.now() + 5 * DAYS)
    line = a_registration(meeting)
    early = line.reminded_at
    for _ in range(2):
        line.reminded_at = early
        db.session.commit()
        with clock.at(meeting.starts_at - timedelta(hours=20)):
            jobs.remind()
        db.session.refresh(line)
    assert len(told(line, "reminder")) == 1


def test_who_does_not_come_is_left_in_peace(app):
    meeting = a_meeting(starts_at=clock.now() + 5 * DAYS, capacity=2)
    gone, no, waits = a_registration(meeting), an_invitation(meeting), a_registration(meeting)
    perform(line_acts.WITHDRAW, gone, by=as_actor(gone))
    perform(line_acts.DECLINE, no, by=as_actor(no))
    run(app, meeting.starts_at - timedelta(hours=2))
    assert told(gone, "reminder") == told(no, "reminder") == []
    assert len(told(waits, "reminder")) == 1  # moved up


def test_who_signed_up_an_hour_ago_is_not_reminded_of_yesterdays_reminder(app):
    meeting = a_meeting(starts_at=clock.now() + timedelta(hours=20))
    line = a_registration(meeting)
    run(app, clock.now())
    assert told(line, "reminder") == []


@pytest.mark.row("SP-05")
@pytest.mark.parametrize("act", ["postpone", "cancel"])
def test_everybody_on_the_list_hears_once_when_the_meeting_moves_or_is_called_off(app, act):
    meeting = a_meeting(MeetingState.NOTIFIED, capacity=2)
    seated, invited, waiting, gone = (
        a_registration(meeting),
        an_invitation(meeting),
        a_registration(meeting),
        a_registration(meeting),
    )
    perform(line_acts.WITHDRAW, gone, by=as_actor(gone))
    move(meeting, act)
    for _ in range(2):
        tell.tell_new(1000)
    assert [len(told(line, f"meeting_{act}")) for line in (seated, invited, waiting, gone)] == [1, 1, 1, 0]


def move(meeting, act):
    runner = the_runner(meeting.unit)
    if act == "cancel":
        a_reason(ReasonKind.MEETING_CANCEL, "solved", "事情已经解决")
        perform(meeting_acts.CANCEL, meeting, by=runner, reason="solved", note="电梯公司已经答应了。")
    else:
        a_reason(ReasonKind.MEETING_POSTPONE, "weather", "天气不好")
        later = meeting.starts_at + 3 * DAYS
        perform(meeting_acts.POSTPONE, meeting, by=runner, reason="weather", note="下大雨", starts_at=later)


@pytest.mark.row("SP-05")
def test_the_personal_code_shows_the_new_date_and_a_cancelled_meeting_says_so(client):
    from_list = a_registration(a_meeting())
    url = f"/meetings/{from_list.meeting.code}/registration"
    before = clock.moment(from_list.meeting.starts_at)
    move(from_list.meeting, "postpone")
    db.session.commit()
    page = client.page(url)
    assert before in page
    assert clock.moment(from_list.meeting.starts_at)[:5] in page
    move(from_list.meeting, "cancel")
    db.session.commit()
    assert "这场会取消了" in client.page(url)


def test_after_a_postponement_the_reminders_come_again(app):
    meeting = a_meeting(starts_at=clock.now() + 2 * DAYS)
    line = a_registration(meeting)
    run(app, meeting.starts_at - timedelta(hours=20))
    with clock.at(meeting.starts_at - timedelta(hours=19)):
        move(meeting, "postpone")
    run(app, meeting.starts_at - timedelta(hours=20))
    assert len(told(line, "reminder")) == 2
