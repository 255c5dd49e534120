"""One tap on the page of a scanned code (grade B or D). A returning phone takes one SELECT and one INSERT."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select

from yiguan.attendance.decide import decide
from yiguan.attendance.doors.reading import SOURCES
from yiguan.attendance.facts import By, Facts
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger import write
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.models import CheckIn
from yiguan.attendance.queries import get_check_in
from yiguan.attendance.receipts import Receipt
from yiguan.attendance.states import NO_COOKIE, WALK_IN, CheckInSource, Result
from yiguan.base import clock
from yiguan.meetings.models import Meeting, MeetingPart
from yiguan.meetings.states import Attendance
from yiguan.people import residents, vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PersonKind
from yiguan.registrations.models import Registration
from yiguan.registrations.queries import of_persons
from yiguan.registrations.states import RegistrationState
from yiguan.store.db import db

R = Registration.__table__.c
S = MeetingPart.__table__.c
C = CheckIn.__table__.c
M = Meeting.__table__.c
P = Person.__table__.c

# The hours of the meeting or its part, whether this person belongs to this phone and is on the list, and the earlier
# answer to this key. Built once.
_hours = (func.coalesce(S[name], M[name]).label(name) for name in ("starts_at", "ends_at"))
TAP = (
    select(M.id, M.year, M.state, *_hours, M.is_sample, M.attendance, M.listed_only)
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


@dataclass(frozen=True)
class Visit:
    """What a phone sends with its tap. `device` is derived from its cookie, None without cookies; `person_id` is a
    known person of this phone, else `name` says who comes; `code` is the scanned text.
    """

    receipt: Receipt
    token: str = ""
    person_id: int | None = None
    name: str = ""
    phone: str = ""
    code: str = ""

    @property
    def device(self) -> int | None:
        return residents.device_id_of(self.token) if self.token else None


@dataclass(frozen=True, slots=True)
class _Who:
    """A known person of the phone, or one on the list with it; `person_id` is None for a newcomer."""

    person_id: int | None
    listed: RegistrationState | None
    needs_list: bool


def check_in(visit: Visit) -> Outcome:
    """The key is looked up before any rule."""
    device = visit.device
    receipt = visit.receipt
    moment = clock.now()
    foreign = device is not None and device != receipt.device
    key = f"foreign-{secrets.token_hex(8)}" if foreign else receipt.key
    seen = _look(visit, device, key)
    if seen is None or receipt.source not in SOURCES.values():
        return Outcome(Result.UNKNOWN_CODE)
    if seen.check_in_id is not None:
        return _checked(visit, write.again(get_check_in(seen.check_in_id)))
    who = _who(visit, seen)
    verdict = decide(_facts(visit, seen, who, moment, fresh=not foreign and receipt.is_fresh(moment)))
    person_id = who.person_id
    if verdict.lets_in and person_id is None:
        person_id = _newcomer(visit).id
    source = CheckInSource(receipt.source)  # type: ignore[call-arg]
    row = row_of(seen, key, source, moment, part=receipt.part, device=device, is_sample=seen.is_sample)
    row["mark"] = NO_COOKIE if device is None else "" if who.listed else WALK_IN
    return _checked(visit, write.enter(row | {"person_id": person_id}, verdict, visit.code))


def _look(visit: Visit, device: int | None, key: str) -> Row[Any] | None:
    tap = {"meeting": visit.receipt.meeting_id, "part": visit.receipt.part, "key": key}
    tap |= {"person": visit.person_id or 0, "device": device or 0}
    return db.session.connection().execute(TAP, tap).first()


def _facts(visit: Visit, seen: Any, who: _Who, moment: datetime, *, fresh: bool) -> Facts:
    hours = hours_of(seen.state, seen.starts_at, seen.ends_at)
    known = who.person_id is not None or bool(visit.name)
    return Facts(By.PHONE, moment, hours, fresh=fresh, known=known, needs_list=who.needs_list, listed=who.listed)


def _who(visit: Visit, seen: Any) -> _Who:
    """Where only people on the list are admitted, a typed name may belong to one who is listed with this phone."""
    needs_list = seen.listed_only or seen.attendance is Attendance.INVITED
    if seen.person_id is None and needs_list and visit.name:
        return _Who(*_listed_here(visit, seen.id), needs_list)
    return _Who(seen.person_id, seen.registration, needs_list)


def _listed_here(visit: Visit, meeting_id: int) -> tuple[int | None, RegistrationState | None]:
    """The person of this name who is listed with this phone; a refused visitor's name is not stored."""
    here = residents.persons_on(visit.token) if visit.token else []
    same = [person.id for person in here if vault.name_of(person) == visit.name]
    found = next(iter(of_persons(meeting_id, same)), None) if same else None
    return (found.person_id, found.state) if found else (None, None)


def _newcomer(visit: Visit) -> Person:
    """A new person for a phone's first visit or a new name on it; without a cookie they are not recognised later."""
    if visit.token:
        return residents.resident_on(visit.token, visit.name, phone=visit.phone, channel=Channel.QR)
    person = vault.new_person(PersonKind.RESIDENT, visit.name, visit.phone)
    db.session.add(person)
    db.session.flush()
    residents.consent(person.id, Channel.QR)
    return person


def _checked(visit: Visit, outcome: Outcome) -> Outcome:
    """A key that was answered for another person is a conflict."""
    if outcome.again and outcome.person_id is not None and not _same_person(visit, outcome.person_id):
        return Outcome(Result.CONFLICT)
    return outcome


def _same_person(visit: Visit, person_id: int) -> bool:
    if visit.person_id is not None:
        return visit.person_id == person_id
    person = db.session.get(Person, person_id)
    return person is not None and (not visit.name or vault.name_of(person) == visit.name)
