"""The scene of a scanned code: the meeting with its station, and the people who have used this phone before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select

from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TO_COME, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.store.db import db

M = Meeting.__table__.c
P = Person.__table__.c
U = Unit.__table__.c
MOST_PERSONS = 6
_meeting = (M.id, M.code, M.kind, M.title, M.place, M.host, M.state, M.starts_at, M.ends_at)
_unit = (U.code.label("unit_code"), U.name.label("unit_name"), U.phone.label("unit_phone"))

# One statement, built once; the person who used this phone last comes first.
SCAN = (
    select(*_meeting, M.epoch, M.key_no, M.printed_code, M.postponed_from, *_unit)
    .add_columns(P.id.label("person_id"), P.name.label("person_name"))
    .select_from(Meeting.__table__.join(Unit.__table__, U.id == M.unit_id))
    .outerjoin(Person.__table__, and_(P.device_id == bindparam("device"), P.erased_at.is_(None)))
    .where(M.code == bindparam("code"))
    .order_by(P.created_at.desc())
    .limit(MOST_PERSONS)
)


@dataclass(frozen=True)
class Remembered:
    """A person who has used this phone before."""

    id: int
    name: str


@dataclass(frozen=True)
class Scene:
    id: int
    code: str
    kind: MeetingKind
    title: str
    place: str
    host: str
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    epoch: int
    key_no: int
    printed_code: bool
    postponed_from: datetime | None
    unit_code: str
    unit_name: str
    unit_phone: str
    persons: tuple[Remembered, ...]


def scan(meeting_code: str, device: int) -> Scene | None:
    """The scene of a scan, in one statement."""
    rows = db.session.execute(SCAN, {"code": meeting_code, "device": device}).all()
    if not rows:
        return None
    found = (row for row in rows if row.person_id)
    persons = (Remembered(row.person_id, vault.open_name(row.person_id, row.person_name)) for row in found)
    facts = {name: value for name, value in rows[0]._mapping.items() if not name.startswith("person_")}
    return Scene(**facts, persons=tuple(persons))


def meetings_taking(unit_code: str, before: datetime, after: datetime) -> Sequence[Meeting]:
    """Announced meetings of the unit that begin before `before` and end after `after`."""
    query = select(Meeting).join(Meeting.unit).where(Unit.code == unit_code, Meeting.state.in_(TO_COME))
    return db.session.scalars(query.where(Meeting.starts_at <= before, Meeting.ends_at >= after)).all()
