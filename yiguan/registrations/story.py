"""报名: people on a meeting's list are told when it changes, and their names are kept while it is recent."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db
from yiguan.workflow.stories import Held, Story


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    lines = select(Registration.person_id).join(Meeting, Meeting.id == Registration.meeting_id)
    return (lines.where(Meeting.ends_at >= before),)


def _forgets(persons: Sequence[int]) -> None:
    """Why somebody could not come may tell of an illness."""
    for line in db.session.scalars(select(Registration).where(Registration.person_id.in_(persons))):
        line.reason = ""


_lines = select(Registration.meeting_id, Registration.person_id)
_listed = _lines.where(Registration.state != RegistrationState.WITHDRAWN)


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    query = select(Registration).join(Registration.meeting).options(contains_eager(Registration.meeting))
    for line in db.session.scalars(query.where(Registration.person_id.in_(persons))):
        meeting = line.meeting
        label, url = f"报名（{line.state.label}）", f"/meetings/{meeting.code}"
        is_open, about = meeting.ends_at >= clock.now(), ("registration", line.id)
        yield Held(label, meeting.title, meeting.ends_at, url, is_open=is_open, about=about)


_guests = select(Registration.person_id, Meeting.unit_id, Registration.at)
_known_at = (_guests.join(Meeting, Meeting.id == Registration.meeting_id),)
STORY = Story(listed={"meeting": _listed}, needs=_needs, forgets=_forgets, holds=_holds, known_at=_known_at)
