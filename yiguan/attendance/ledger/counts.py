"""How many came, by part, kind and grade, and who is present: the figures of screen, sheet, export and API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from yiguan.attendance.models import CheckIn, logical_time
from yiguan.attendance.states import CheckInState, Grade, Result
from yiguan.people import vault
from yiguan.people.models import Alias, Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db

C = CheckIn.__table__.c
P = Person.__table__.c
LAST_NAMES = 6

# The figures of the hall, polled every few seconds by every screen: those who came, by kind of person. Somebody who
# came to several parts is one participant, counted at the first of them (CK-13).
_counted = (C.meeting_id == bindparam("meeting"), C.state == CheckInState.COUNTED)
_at_part = (*_counted, C.part == bindparam("part"))
_E = CheckIn.__table__.alias("earlier").c
_earlier = (_E.meeting_id == C.meeting_id, _E.person_id == C.person_id, _E.part < C.part)
_first = or_(C.part == 1, ~select(_E.id).where(*_earlier, _E.state == CheckInState.COUNTED).exists())

_L, _K = Alias.__table__.alias("joined").c, Alias.__table__.alias("beside").c
_O = CheckIn.__table__.alias("other").c
_beside = select(_K.person_id).where(_K.main_id == _L.main_id, _K.undone_at.is_(None), _K.id < _L.id)
_there = (_O.meeting_id == C.meeting_id, _O.state == CheckInState.COUNTED)
_same = or_(_O.person_id == _L.main_id, _O.person_id.in_(_beside))
_joined = select(_L.id).where(_L.person_id == C.person_id, _L.undone_at.is_(None))
ONCE = ~_joined.where(select(_O.id).where(*_there, _same).exists()).exists()
"""Leaves out the second row of somebody whose two records were joined, so that figures count people once."""
_ONCE_AT_PART = ~_joined.where(select(_O.id).where(*_there, _O.part == C.part, _same).exists()).exists()


def _by_kind(*counted: ColumnElement[bool]) -> Select[PersonKind, Grade, int]:
    """By the kind that each person was when they came."""
    return select(C.as_kind, C.grade, func.count()).where(*counted, C.as_kind.is_not(None)).group_by(C.as_kind, C.grade)


ARRIVED = _by_kind(*_counted, _first, ONCE)
ARRIVED_AT_PART = _by_kind(*_at_part, _ONCE_AT_PART)
_last = select(C.id, C.person_id).where(*_at_part).order_by(C.id.desc()).limit(LAST_NAMES).subquery()
LAST = select(P.id, P.name).join(_last, _last.c.person_id == P.id).order_by(_last.c.id.desc())
BY_PART = select(C.part, func.count().label("number")).where(*_counted, _ONCE_AT_PART).group_by(C.part)
_here = (C.meeting_id == bindparam("meeting"), C.part == bindparam("part"))
_left = select(C.person_id).where(*_here, C.state == CheckInState.MOVED, C.result == Result.LEFT)
_came = C.state.in_((CheckInState.COUNTED, CheckInState.DUPLICATE))
_at_reception = (_came, C.grade == Grade.A, C.settles_id.is_(None))
_seen = (*_here, or_(C.state == CheckInState.MOVED, and_(*_at_reception)), C.person_id.in_(_left))
SIGHTINGS = select(C.person_id, C.result, C.at, C.device_at, C.offset_ms, C.mark).where(*_seen).order_by(C.id)
"""For those who left at least once: their moves, and their scans at the check-in desk, where a helper saw them."""

_settling = CheckIn.__table__.alias("settling")
SCANS = CheckIn.__table__.outerjoin(
    _settling, (_settling.c.settles_id == C.id) & (_settling.c.meeting_id == C.meeting_id)
)
BECAME = func.coalesce(_settling.c.state, C.state)
"""The state of a scan, or of the row that settled it. Exclude rows with `settles_id`, which are not scans."""


@dataclass(frozen=True)
class Attendance:
    """How many came, by kind of person and by grade."""

    kinds: dict[PersonKind, int]
    grades: dict[Grade, int]

    @property
    def arrived(self) -> int:
        return sum(self.grades.values())


def attendance(meeting_id: int, part: int | None = None) -> Attendance:
    """The attendance of one part, or of the whole meeting, where each person counts once."""
    kinds = dict.fromkeys(PersonKind, 0)
    grades = dict.fromkeys(Grade, 0)
    query = ARRIVED if part is None else ARRIVED_AT_PART
    for kind, grade, number in db.session.execute(query, {"meeting": meeting_id, "part": part}):
        kinds[kind] += number
        grades[grade] += number
    return Attendance(kinds, grades)


def by_part(meeting_id: int) -> dict[int, int]:
    """Part → how many came to it; a person who came to two parts counts in both."""
    return {row.part: row.number for row in db.session.execute(BY_PART, {"meeting": meeting_id})}


def away(meeting_id: int, part: int) -> set[int]:
    """Persons whose last move or scan, by logical time, is that they left (CK-14).

    A person who left and is scanned at the check-in desk again has returned, since the helper sees them.
    """
    rows = db.session.execute(SIGHTINGS, {"meeting": meeting_id, "part": part}).all()
    last = {row.person_id: row.result for row in sorted(rows, key=_scanned)}
    return {person_id for person_id, result in last.items() if result is Result.LEFT}


def _scanned(row: Any) -> datetime:
    return logical_time(row.at, row.device_at, row.offset_ms, row.mark)


def present(meeting_id: int, part: int) -> int:
    """How many are present now: those who came, without those who left and have not returned."""
    gone = away(meeting_id, part)
    counted = (C.meeting_id == meeting_id, C.part == part, C.state == CheckInState.COUNTED, _ONCE_AT_PART)
    number = db.session.scalar(select(func.count()).where(*counted)) or 0
    if not gone:
        return number
    return number - (db.session.scalar(select(func.count()).where(*counted, C.person_id.in_(gone))) or 0)


def last_names(meeting_id: int, part: int) -> list[str]:
    """The full names of those who came last; the caller must mask them."""
    values = {"meeting": meeting_id, "part": part}
    return [vault.open_name(row.id, row.name) for row in db.session.execute(LAST, values)]


def balance(meeting_id: int) -> dict[CheckInState, int]:
    """All scans of the meeting by state; their sum is the number of scans (invariant 1)."""
    scans = (C.meeting_id == meeting_id, C.settles_id.is_(None))
    query = select(BECAME, func.count()).select_from(SCANS).where(*scans).group_by(BECAME)
    found = dict.fromkeys(CheckInState, 0)
    for state, number in db.session.execute(query):
        found[state] = number
    return found


def place_in_hall(meeting_id: int, part: int, check_in_id: int) -> int:
    """The rank of a check-in among those counted at this part, from 1."""
    counted = (C.meeting_id == meeting_id, C.part == part, C.state == CheckInState.COUNTED, C.id <= check_in_id)
    return db.session.scalar(select(func.count()).select_from(CheckIn.__table__).where(*counted)) or 0


def place_of(row: CheckIn) -> int | None:
    """The place of a check-in, if it counts."""
    return place_in_hall(row.meeting_id, row.part, row.id) if row.state is CheckInState.COUNTED else None
