"""The parts of a meeting, or the stops of a visit: what is planned, and which one it is at a given moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypedDict

from sqlalchemy import delete, select

from yiguan.base import clock
from yiguan.base.errors import Invalid
from yiguan.meetings.models import Meeting, MeetingPart
from yiguan.meetings.states import MeetingKind
from yiguan.store.db import db

LEAST = 2


class PartRow(TypedDict):
    """One part as it is planned; `minutes` is its length.

    An empty place is the meeting's own; a stop of a visit is where its title says, the meeting's place is where they
    gather.
    """

    title: str
    place: str
    starts_at: datetime
    minutes: int


class Planned(Protocol):
    """What parts belong to: a meeting, or what a scan shows of one."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> MeetingKind: ...
    @property
    def place(self) -> str: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True)
class Part:
    """Hours and place of one part. A meeting without parts is one part, number 1, without a title."""

    number: int
    word: str
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime
    own_place: str = ""

    @property
    def choice(self) -> tuple[int, str]:
        """For a field to choose from."""
        return self.number, self.label

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def label(self) -> str:
        """As pages and sheets name it; empty where there is nothing to tell apart."""
        return f"第{self.number}{self.word} {self.title}" if self.title else ""


def of(meeting: Planned) -> list[Part]:
    """At least one, in order."""
    return of_all([meeting])[meeting.id]


def of_all(meetings: Iterable[Planned]) -> dict[int, list[Part]]:
    """Meeting's number → its parts, in one statement."""
    known = {meeting.id: meeting for meeting in meetings}
    found: dict[int, list[Part]] = {number: [] for number in known}
    query = select(MeetingPart).where(MeetingPart.meeting_id.in_(known))
    for row in db.session.scalars(query.order_by(MeetingPart.position)):
        found[row.meeting_id].append(_part(known[row.meeting_id], row))
    return {number: parts or [_whole(known[number])] for number, parts in found.items()}


def word_of(kind: MeetingKind) -> str:
    """A visit has stops, every other meeting has parts."""
    return "站" if kind is MeetingKind.INSPECTION else "段"


def _part(meeting: Planned, row: MeetingPart) -> Part:
    word, visit = word_of(meeting.kind), meeting.kind is MeetingKind.INSPECTION
    place = row.place or (row.title if visit else meeting.place)
    return Part(row.position, word, row.title, place, row.starts_at, row.ends_at, row.place)


def _whole(meeting: Planned) -> Part:
    return Part(1, "", "", meeting.place, meeting.starts_at, meeting.ends_at)


def at(parts: Sequence[Part], moment: datetime) -> Part:
    """The one that runs or comes next at this moment; after the last one, the last."""
    return next((part for part in parts if moment <= part.ends_at), parts[-1])


def numbered(parts: Sequence[Part], number: int) -> Part | None:
    return next((part for part in parts if part.number == number), None)


def write(meeting: Meeting, rows: Sequence[PartRow]) -> None:
    """Puts the parts down anew and lets the meeting last until the end of the last one. Raises Invalid."""
    _refuse_odd(meeting, rows)
    db.session.execute(delete(MeetingPart).where(MeetingPart.meeting_id == meeting.id))
    for position, row in enumerate(rows, start=1):
        starts_at, length = clock.whole_minute(row["starts_at"]), clock.minutes(row["minutes"])
        part = MeetingPart(meeting_id=meeting.id, position=position, title=row["title"], place=row["place"])
        part.starts_at, part.ends_at = starts_at, starts_at + length
        db.session.add(part)
        meeting.ends_at = max(meeting.ends_at, part.ends_at)


def shift(meeting: Meeting, by: timedelta) -> None:
    """A postponed meeting takes its parts along."""
    for part in db.session.scalars(select(MeetingPart).where(MeetingPart.meeting_id == meeting.id)):
        part.starts_at, part.ends_at = part.starts_at + by, part.ends_at + by


def _refuse_odd(meeting: Meeting, rows: Sequence[PartRow]) -> None:
    if 0 < len(rows) < LEAST:
        raise Invalid(fields={"parts": ["只有一段，就不用分。要分，请至少写两段；不分，请把这一行清空。"]})
    before = meeting.starts_at
    for row in rows:
        if clock.whole_minute(row["starts_at"]) < before:
            raise Invalid(fields={"parts": [f"“{row['title']}”的时间比会议开始或者上一段还早，请按先后写。"]})
        before = clock.whole_minute(row["starts_at"])
