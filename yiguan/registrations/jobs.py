"""The worker's jobs for the lists: tell invited people, fill free seats, send reminders."""

from datetime import datetime, timedelta

from sqlalchemy import update

from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.organisation.values import value_of
from yiguan.registrations import notices, queries, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.parameters import REMIND
from yiguan.store.db import db
from yiguan.store.schedule import Job, every


def tell_invited(limit: int = 100) -> int:
    """Tells people who were invited before their meeting was announced."""
    untold = queries.untold(limit)
    for registration in untold:
        notices.invited(registration)
    return len(untold)


def remind() -> int:
    """Sends each reminder once per person: `reminded_at` saves work, the notice's unique key prevents repeats."""
    now, told = clock.now(), 0
    hours = value_of(REMIND)
    longest = timedelta(hours=max(hours, default=0))
    for meeting in queries.beginning(now, now + longest):
        told += _remind(meeting, _mark(meeting, now))
    return told


def _mark(meeting: Meeting, now: datetime) -> datetime:
    """The time when the latest reminder of this meeting was due."""
    due = [meeting.starts_at - timedelta(hours=hours) for hours in value_of(REMIND)]
    return max(moment for moment in due if moment <= now)


def _remind(meeting: Meeting, mark: datetime) -> int:
    lines = queries.unreminded(meeting.id, mark)
    notices.reminded(meeting, [line.person for line in lines], mark)
    ids = [line.id for line in lines]
    if ids:  # not an act of a person, so it has no entry in the trail and no new version
        db.session.execute(update(Registration).where(Registration.id.in_(ids)).values(reminded_at=clock.now()))
    return len(ids)


JOBS = (
    Job("tell-invited", tell_invited, every(seconds=1)),
    Job("move-up", seats.move_up_everywhere, every(seconds=1)),
    Job("remind", remind, every(minutes=1)),
)
