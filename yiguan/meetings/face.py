"""协商会 on a station's own page: those that residents may come to."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from yiguan.base import clock
from yiguan.meetings.co_hosts import held_by
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TO_COME, Attendance
from yiguan.organisation.models import Unit
from yiguan.store.db import db
from yiguan.workflow.sections import Face, Section

FEW = 6


def _to_come(unit: Unit) -> Sequence[Section]:
    """The next first; one that began today stays until it is over."""
    open_to_all = (held_by(unit), Meeting.state.in_(TO_COME), Meeting.attendance == Attendance.OPEN)
    query = select(Meeting).where(*open_to_all, Meeting.ends_at > clock.now() - timedelta(hours=1))
    return (
        Section("meetings/station.html", db.session.scalars(query.order_by(Meeting.starts_at).limit(FEW)).all(), 10),
    )


FACE = Face(station=_to_come)
