"""签到 on the page of one phone: the meetings its people came to."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.meetings.models import Meeting
from yiguan.store.db import db
from yiguan.workflow.sections import Face, Section


def _visits(person_ids: Sequence[int]) -> Sequence[Section]:
    """The meetings, the latest first; each once, even if it has several parts."""
    counted = (CheckIn.person_id.in_(person_ids), CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn, Meeting).join(Meeting, Meeting.id == CheckIn.meeting_id).where(*counted)
    rows = db.session.execute(query.order_by(CheckIn.at.desc()).limit(50))
    visits = {meeting.id: (visit, meeting) for visit, meeting in rows}
    return (Section("attendance/visits.html", list(visits.values()), 30),) if visits else ()


def _came(meeting_id: int, person_ids: Sequence[int]) -> Sequence[int]:
    here = (CheckIn.meeting_id == meeting_id, CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn.person_id).where(*here, CheckIn.person_id.in_(person_ids))
    return [number for number in db.session.scalars(query) if number]


FACE = Face(mine=_visits, came=_came)
