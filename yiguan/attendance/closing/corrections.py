"""Changes after the closing (N07): later scans and undone check-ins, each with its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from yiguan.attendance import queries
from yiguan.attendance.models import CheckIn, Sheet, Undoing
from yiguan.attendance.states import CORRECTION
from yiguan.meetings.models import Meeting
from yiguan.store.db import db


@dataclass(frozen=True)
class Correction:
    """`word` says what happened to the check-in at that time: 补记 or 撤销."""

    at: datetime
    word: str
    row: CheckIn


def since(meeting: Meeting, sheet: Sheet | None) -> list[Correction]:
    """The corrections in the order of time; none before the closing."""
    if sheet is None:
        return []
    came = [Correction(row.at, "补记", row) for row in queries.marked(meeting.id, CORRECTION)]
    return sorted([*came, *_taken_back(meeting, sheet.at)], key=lambda correction: correction.at)


def _taken_back(meeting: Meeting, closed_at: datetime) -> Sequence[Correction]:
    query = select(Undoing.at, CheckIn).join(CheckIn, CheckIn.id == Undoing.check_in_id)
    rows = db.session.execute(query.where(CheckIn.meeting_id == meeting.id, Undoing.at > closed_at))
    return [Correction(at, "撤销", row) for at, row in rows]
