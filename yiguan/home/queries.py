"""What the landing pages show; each function is one statement."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.errors import NotFound
from yiguan.home.models import Feedback
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TO_COME, Attendance
from yiguan.people.models import Person
from yiguan.store.db import db

FEW = 6


def meetings_to_come(unit_id: int) -> Sequence[Meeting]:
    """Meetings residents may come to, the next first; one that began today stays until it is over."""
    open_to_all = (Meeting.unit_id == unit_id, Meeting.state.in_(TO_COME), Meeting.attendance == Attendance.OPEN)
    query = select(Meeting).where(*open_to_all, Meeting.ends_at > clock.now() - timedelta(hours=1))
    return db.session.scalars(query.order_by(Meeting.starts_at).limit(FEW)).all()


def leads_of(person_ids: Sequence[int]) -> Sequence[Lead]:
    """What somebody reported, the latest first, with its station."""
    query = select(Lead).join(Lead.unit).options(contains_eager(Lead.unit)).where(Lead.person_id.in_(person_ids))
    return db.session.scalars(query.order_by(Lead.at.desc()).limit(50)).all()


def visits_of(person_ids: Sequence[int]) -> list[tuple[CheckIn, Meeting]]:
    """Where somebody was checked in, the latest first; once for a meeting, whatever its parts."""
    counted = (CheckIn.person_id.in_(person_ids), CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn, Meeting).join(Meeting, Meeting.id == CheckIn.meeting_id).where(*counted)
    rows = db.session.execute(query.order_by(CheckIn.at.desc()).limit(50))
    return list({meeting.id: (visit, meeting) for visit, meeting in rows}.values())


def get_feedback(feedback_id: int) -> Feedback:
    found = db.session.get(Feedback, feedback_id)
    if found is None:
        raise NotFound()
    return found


def feedback() -> Select[Feedback]:
    """投诉建议, those still waiting first."""
    return select(Feedback).order_by(Feedback.answered_at.is_not(None), Feedback.at.desc(), Feedback.id)


def callers(person_ids: Sequence[int | None]) -> dict[int, Person]:
    """Who left a way to be called back."""
    wanted = [person_id for person_id in person_ids if person_id]
    return {person.id: person for person in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}
