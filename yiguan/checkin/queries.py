"""Reads of check-ins. What stands in the way of a tap is Core and prepared once; the rest is as elsewhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager

from yiguan.base.errors import NotFound
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CheckInState
from yiguan.meetings.models import Meeting, MeetingPart
from yiguan.meetings.states import TO_COME, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.registrations.models import Registration
from yiguan.store.db import db

R = Registration.__table__.c
C, M, P, U = CheckIn.__table__.c, Meeting.__table__.c, Person.__table__.c, Unit.__table__.c
S = MeetingPart.__table__.c
MOST_PERSONS = 6
_meeting = (M.id, M.code, M.kind, M.title, M.place, M.host, M.state, M.starts_at, M.ends_at, M.epoch, M.printed_code)
_unit = (U.code.label("unit_code"), U.name.label("unit_name"), U.phone.label("unit_phone"))

# The page that opens on a scan: the meeting, and who has used this phone before, the latest first.
SCAN = (
    select(*_meeting, M.postponed_from, *_unit, P.id.label("person_id"), P.name.label("person_name"))
    .select_from(Meeting.__table__.join(Unit.__table__, U.id == M.unit_id))
    .outerjoin(Person.__table__, and_(P.device_id == bindparam("device"), P.erased_at.is_(None)))
    .where(M.code == bindparam("code"))
    .order_by(P.created_at.desc())
    .limit(MOST_PERSONS)
)

# The tap: the hours of the meeting, or of its part, whether this person belongs to this phone and stands on the list,
# and what this key was answered before.
_hours = (func.coalesce(S[name], M[name]).label(name) for name in ("starts_at", "ends_at"))
TAP = (
    select(M.id, M.state, *_hours, M.is_sample, M.attendance, M.listed_only)
    .add_columns(P.id.label("person_id"), C.id.label("check_in_id"), R.state.label("registration"))
    .select_from(Meeting.__table__)
    .outerjoin(MeetingPart.__table__, and_(S.meeting_id == M.id, S.position == bindparam("part")))
    .outerjoin(
        Person.__table__,
        and_(P.id == bindparam("person"), P.device_id == bindparam("device"), P.erased_at.is_(None)),
    )
    .outerjoin(Registration.__table__, and_(R.meeting_id == M.id, R.person_id == P.id))
    .outerjoin(CheckIn.__table__, and_(C.meeting_id == M.id, C.key == bindparam("key")))
    .where(M.id == bindparam("meeting"))
)

BY_KEY = select(C.id, C.person_id).where(C.meeting_id == bindparam("meeting"), C.key == bindparam("key"))
COUNTED = select(C.id, C.at).where(
    C.meeting_id == bindparam("meeting"),
    C.part == bindparam("part"),
    C.person_id == bindparam("person"),
    C.state == CheckInState.COUNTED,
)


@dataclass(frozen=True)
class Known:
    """Somebody who has used this phone before."""

    id: int
    name: str


@dataclass(frozen=True)
class Scene:
    """A scanned meeting with its station, and who has used this phone before."""

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
    printed_code: bool
    postponed_from: datetime | None
    unit_code: str
    unit_name: str
    unit_phone: str
    persons: tuple[Known, ...]


def scan(meeting_code: str, device: int) -> Scene | None:
    """The scene of a scan, in one statement."""
    rows = db.session.execute(SCAN, {"code": meeting_code, "device": device}).all()
    if not rows:
        return None
    persons = (Known(row.person_id, vault.open_name(row.person_id, row.person_name)) for row in rows if row.person_id)
    facts = {name: value for name, value in rows[0]._mapping.items() if not name.startswith("person_")}
    return Scene(**facts, persons=tuple(persons))


def meetings_taking(unit_code: str, before: datetime, after: datetime) -> Sequence[Meeting]:
    """Announced meetings of the unit that begin before `before` and end after `after`."""
    live = Meeting.state.in_(TO_COME)
    query = select(Meeting).join(Meeting.unit).where(Unit.code == unit_code, live)
    return db.session.scalars(query.where(Meeting.starts_at <= before, Meeting.ends_at >= after)).all()


def code_of(meeting_id: int) -> str:
    """The public code of a meeting that a receipt names by its number."""
    return db.session.scalars(select(Meeting.code).where(Meeting.id == meeting_id)).one()


def first_of(meeting_id: int, part: int, person_id: int) -> Any:
    """The counted check-in of this person: its number and time."""
    values = {"meeting": meeting_id, "part": part, "person": person_id}
    return db.session.execute(COUNTED, values).first()


def scans_of(meeting_id: int) -> Select[CheckIn]:
    """Everything scanned at the meeting, the latest first."""
    return select(CheckIn).where(CheckIn.meeting_id == meeting_id).order_by(CheckIn.id.desc())


@dataclass(frozen=True)
class Shown:
    """A scan with its meeting and the name it belongs to, for the person's own page."""

    row: CheckIn
    meeting: Meeting
    name: str


def shown(check_in_id: int, device: int | None) -> Shown:
    """The scan that this phone made; to every other phone it does not exist. Raises NotFound."""
    query = select(CheckIn, Meeting, P.name).join(Meeting, Meeting.id == CheckIn.meeting_id).join(Meeting.unit)
    query = query.outerjoin(Person.__table__, P.id == CheckIn.person_id).where(CheckIn.id == check_in_id)
    row = db.session.execute(query.options(contains_eager(Meeting.unit))).first() if check_in_id < 2**62 else None
    if row is None or row[0].device_id != device:
        raise NotFound("这一页只在签到的那部手机上能看。要核对签到，请问会场的工作人员。")
    return Shown(row[0], row[1], vault.open_name(row[0].person_id, row[2]) if row[0].person_id else "")


def settling(meeting_id: int, check_in_ids: Iterable[int]) -> dict[int, CheckIn]:
    """Unclear scan → the row that says who it was, found by its key."""
    keys = [f"settle-{number}" for number in check_in_ids]
    rows = db.session.scalars(select(CheckIn).where(CheckIn.meeting_id == meeting_id, CheckIn.key.in_(keys)))
    return {row.settles_id or 0: row for row in rows}


def get_check_in(check_in_id: int) -> CheckIn:
    """Raises NotFound. Whoever calls this checks that the meeting is within reach."""
    found = db.session.get(CheckIn, check_in_id) if check_in_id < 2**62 else None
    if found is None:
        raise NotFound("没有找到这条签到记录。")
    return found
