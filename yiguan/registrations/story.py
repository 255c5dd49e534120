"""报名: people on a meeting's list are told when it changes, and their names are kept while it is recent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select

from yiguan.meetings.models import Meeting
from yiguan.registrations.models import Registration
from yiguan.registrations.states import RegistrationState
from yiguan.workflow.stories import Story


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    lines = select(Registration.person_id).join(Meeting, Meeting.id == Registration.meeting_id)
    return (lines.where(Meeting.ends_at >= before),)


_lines = select(Registration.meeting_id, Registration.person_id)
STORY = Story(listed={"meeting": _lines.where(Registration.state != RegistrationState.WITHDRAWN)}, needs=_needs)
