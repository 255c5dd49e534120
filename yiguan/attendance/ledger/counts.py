"""How many came, to what, as whom, and who is in the room: the figures of screen, sheet, export and API alike."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from yiguan.attendance.models import CheckIn, logical_time
from yiguan.attendance.states import CheckInState, Grade, Result
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db

C, P = CheckIn.__table__.c, Person.__table__.c
LAST_NAMES = 6

# The hall's figures, asked for every few seconds by every screen: those who came, with the kind of person they are.
# Whoever came to several parts is one participant, counted with the first of them (CK-13).
_counted = (C.meeting_id == bindparam("meeting"), C.state == CheckInState.COUNTED)
_at_part = (*_counted, C.part == bindparam("part"))
_E = CheckIn.__table__.alias("earlier").c
_earlier = (_E.meeting_id == C.meeting_id, _E.person_id == C.person_id, _E.part < C.part)
_first = or_(C.part == 1, ~select(_E.id).where(*_earlier, _E.state == CheckInState.COUNTED).exists())


def _by_kind(*counted: ColumnElement[bool]) -> Select[PersonKind, Grade, int]:
    """Each person's kind is looked up by itself: joined, PostgreSQL would rather read through all persons there are."""
    kind = select(P.kind).where(P.id == C.person_id).scalar_subquery()
    came = select(kind.label("kind"), C.grade).where(*counted, C.person_id.is_not(None)).subquery()
    return select(came.c.kind, came.c.grade, func.count()).group_by(came.c.kind, came.c.grade)


ARRIVED = _by_kind(*_counted, _first)
ARRIVED_AT_PART = _by_kind(*_at_part)
_last = select(C.id, C.person_id).where(*_at_part).order_by(C.id.desc()).limit(LAST_NAMES).subquery()
LAST = select(P.id, P.name).join(_last, _last.c.person_id == P.id).order_by(_last.c.id.desc())
BY_PART = select(C.part, func.count().label("number")).where(*_counted).group_by(C.part)
_here = (C.meeting_id == bindparam("meeting"), C.part == bindparam("part"))
_left = select(C.person_id).where(*_here, C.state == CheckInState.MOVED, C.result == Result.LEFT)
_came = C.state.in_((CheckInState.COUNTED, CheckInState.DUPLICATE))
_at_reception = (_came, C.grade == Grade.A, C.settles_id.is_(None))
_seen = (*_here, or_(C.state == CheckInState.MOVED, and_(*_at_reception)), C.person_id.in_(_left))
SIGHTINGS = select(C.person_id, C.result, C.at, C.device_at, C.offset_ms, C.mark).where(*_seen).order_by(C.id)
"""Of those who left at least once: where they said so, and where a check-in desk had them in sight."""

_settling = CheckIn.__table__.alias("settling")
SCANS = CheckIn.__table__.outerjoin(
    _settling, (_settling.c.settles_id == C.id) & (_settling.c.meeting_id == C.meeting_id)
)
BECAME = func.coalesce(_settling.c.state, C.state)
"""A settled scan counts as it was settled. The settling row is no scan of its own: leave out rows with `settles_id`."""


@dataclass(frozen=True)
class Attendance:
    """How many came: by kind of person and by grade. The figure of screen, sheet, export and API."""

    kinds: dict[PersonKind, int]
    grades: dict[Grade, int]

    @property
    def arrived(self) -> int:
        return sum(self.grades.values())


def attendance(meeting_id: int, part: int | None = None) -> Attendance:
    """At one part, or at the meeting as a whole, where everybody is one."""
    kinds, grades = dict.fromkeys(PersonKind, 0), dict.fromkeys(Grade, 0)
    query = ARRIVED if part is None else ARRIVED_AT_PART
    for kind, grade, number in db.session.execute(query, {"meeting": meeting_id, "part": part}):
        kinds[kind] += number
        grades[grade] += number
    return Attendance(kinds, grades)


def by_part(meeting_id: int) -> dict[int, int]:
    """Part → how many came to it; one who came to two parts is in both."""
    return {row.part: row.number for row in db.session.execute(BY_PART, {"meeting": meeting_id})}


def away(meeting_id: int, part: int) -> set[int]:
    """Persons of whom the last that was scanned, by its own time, is that they left (CK-14).

    Whoever leaves and is scanned at the check-in desk again stands before it: they are back, without another question.
    """
    rows = db.session.execute(SIGHTINGS, {"meeting": meeting_id, "part": part}).all()
    last = {row.person_id: row.result for row in sorted(rows, key=_scanned)}
    return {person_id for person_id, result in last.items() if result is Result.LEFT}


def _scanned(row: Any) -> datetime:
    return logical_time(row.at, row.device_at, row.offset_ms, row.mark)


def present(meeting_id: int, part: int) -> int:
    """How many are in the room now: those who came, without those who left and have not come back."""
    gone = away(meeting_id, part)
    counted = (C.meeting_id == meeting_id, C.part == part, C.state == CheckInState.COUNTED)
    number = db.session.scalar(select(func.count()).where(*counted)) or 0
    if not gone:
        return number
    return number - (db.session.scalar(select(func.count()).where(*counted, C.person_id.in_(gone))) or 0)


def last_names(meeting_id: int, part: int) -> list[str]:
    """The names of those who came last, in full: mask them before anybody sees them."""
    values = {"meeting": meeting_id, "part": part}
    return [vault.open_name(row.id, row.name) for row in db.session.execute(LAST, values)]


def balance(meeting_id: int) -> dict[CheckInState, int]:
    """All scans of the meeting by what became of them; their sum is the number of scans (invariant 1)."""
    scans = (C.meeting_id == meeting_id, C.settles_id.is_(None))
    query = select(BECAME, func.count()).select_from(SCANS).where(*scans).group_by(BECAME)
    found = dict.fromkeys(CheckInState, 0)
    for state, number in db.session.execute(query):
        found[state] = number
    return found


def place_in_hall(meeting_id: int, part: int, check_in_id: int) -> int:
    """The how-manieth somebody is among those counted at this part."""
    counted = (C.meeting_id == meeting_id, C.part == part, C.state == CheckInState.COUNTED, C.id <= check_in_id)
    return db.session.scalar(select(func.count()).select_from(CheckIn.__table__).where(*counted)) or 0


def place_of(row: CheckIn) -> int | None:
    """The place of a check-in, if it counts."""
    return place_in_hall(row.meeting_id, row.part, row.id) if row.state is CheckInState.COUNTED else None
