"""Reads for the worker: meetings whose check-in has opened, meetings whose people are to be thanked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from yiguan.attendance.models import CheckIn, Thanks
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TOOK_PLACE, MeetingState
from yiguan.people.joining import main_of
from yiguan.registrations.models import Registration
from yiguan.registrations.states import HOLDS_SEAT
from yiguan.store.db import db

TOO_LATE = timedelta(days=7)
"""Nobody is thanked later than this."""


def unopened(before: datetime, after: datetime) -> Sequence[Meeting]:
    """Announced meetings that begin before `before` and end after `after`, without rows locked by another worker."""
    waits = (Meeting.state == MeetingState.NOTIFIED, Meeting.starts_at <= before, Meeting.ends_at >= after)
    return db.session.scalars(select(Meeting).where(*waits).with_for_update(key_share=True, skip_locked=True)).all()


def unthanked(hours: int) -> Sequence[Meeting]:
    """Meetings that ended at least this many hours and at most a week ago, and were not thanked."""
    now = clock.now()
    due = now - timedelta(hours=hours)
    old = now - TOO_LATE
    held = (Meeting.state.in_(TOOK_PLACE), Meeting.ends_at <= due, Meeting.ends_at > old)
    lately = Meeting.starts_at > old - timedelta(days=30)  # implied, since no meeting is that long: for the index
    done = select(Thanks.id).where(Thanks.meeting_id == Meeting.id)
    query = select(Meeting).where(*held, lately, ~done.exists())
    return db.session.scalars(query.with_for_update(key_share=True, skip_locked=True)).all()


def came_to(meeting_id: int) -> set[int]:
    """The records that were counted at this meeting."""
    return set(db.session.scalars(_counted_at(meeting_id)))


def missed_by(meeting_id: int) -> set[int]:
    """The records with a seat whose person was not counted at this meeting by any record."""
    came = select(main_of(_counted_at(meeting_id).subquery().c.person_id))
    seats = select(Registration.person_id).where(Registration.meeting_id == meeting_id)
    seats = seats.where(Registration.state.in_(HOLDS_SEAT), main_of(Registration.person_id).not_in(came))
    return set(db.session.scalars(seats))


def _counted_at(meeting_id: int) -> Select[int | None]:
    counted = (CheckIn.meeting_id == meeting_id, CheckIn.state == CheckInState.COUNTED, CheckIn.person_id.is_not(None))
    return select(CheckIn.person_id).where(*counted)
