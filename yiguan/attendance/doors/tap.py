"""Checking in by one's own phone. Acknowledged = committed = never lost, never doubled; the row is its own audit."""

import secrets
from dataclasses import dataclass
from typing import Any

from yiguan.attendance import gate, queries
from yiguan.attendance.ledger.rows import insert_row, row_of
from yiguan.attendance.reading import SOURCES
from yiguan.attendance.receipts import Receipt
from yiguan.attendance.states import LETS_IN, CheckInSource, CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.meetings.states import Attendance
from yiguan.people import raw_scans, residents, vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PersonKind
from yiguan.registrations.models import Registration
from yiguan.registrations.queries import of_persons
from yiguan.registrations.states import RegistrationState
from yiguan.settings import Settings
from yiguan.store.db import db

GRADES = {
    CheckInSource.SCREEN: Grade.B,
    CheckInSource.PRINT: Grade.D,
    CheckInSource.PERSONAL: Grade.C,
    CheckInSource.PAPER: Grade.E,
}
"""What a source is worth by itself; all the others mean that somebody at the desk saw the person (A)."""
WALK_IN, NO_COOKIE = "walk_in", "no_cookie"


@dataclass(frozen=True)
class Visit:
    """What a phone sends with its tap. `device` is the number of its cookie, none when it keeps no cookies;
    `person_id` is somebody it remembers, else `name` says who comes; `code` is what it had scanned."""

    receipt: Receipt
    token: str = ""
    person_id: int | None = None
    name: str = ""
    phone: str = ""
    code: str = ""

    @property
    def device(self) -> int | None:
        return residents.device_id_of(self.token) if self.token else None


@dataclass(frozen=True)
class Outcome:
    """How a tap was decided; `check_in_id` is its row, none when nothing was stored."""

    result: Result
    check_in_id: int | None = None


def check_in(visit: Visit, settings: Settings) -> Outcome:
    """Decides one tap. A returning phone costs one SELECT and one INSERT; the key is looked up before any rule."""
    device, receipt, moment = visit.device, visit.receipt, clock.now()
    foreign = device is not None and device != receipt.device
    key = f"foreign-{secrets.token_hex(8)}" if foreign else receipt.key
    tap = {"meeting": receipt.meeting_id, "part": receipt.part, "key": key}
    tap |= {"person": visit.person_id or 0, "device": device or 0}
    seen = db.session.connection().execute(queries.TAP, tap).first()
    if seen is None or receipt.source not in SOURCES.values():
        return Outcome(Result.UNKNOWN_CODE)
    if seen.check_in_id is not None:
        return _again(visit, seen.check_in_id)
    answer = gate.door(seen.state, seen.starts_at, seen.ends_at, settings).answer(moment)
    if answer in LETS_IN and (foreign or not receipt.is_fresh(moment)):
        answer = Result.EXPIRED_CODE
    person_id, listed = seen.person_id, seen.registration
    needs_list = seen.listed_only or seen.attendance is Attendance.INVITED
    if answer in LETS_IN and person_id is None:
        if not visit.name:
            return Outcome(Result.NEEDS_INFO)
        person_id, listed = _listed_here(visit, seen.id) if needs_list else (_newcomer(visit).id, None)
    if answer in LETS_IN:
        answer = gate.admit(answer, needs_list, listed)
    source = CheckInSource(receipt.source)  # type: ignore[call-arg]
    row = row_of(seen.id, key, source, GRADES[source], moment, part=receipt.part, device=device)
    row["is_sample"] = seen.is_sample
    row["mark"] = NO_COOKIE if device is None else "" if listed else WALK_IN
    return store(row | {"person_id": person_id}, answer, visit)


def check_in_personally(line: Registration, receipt: Receipt, token: str, settings: Settings) -> Outcome:
    """个人码 (grade C): the code says who comes; on another phone than theirs it is only shown at the desk."""
    moment, meeting = clock.now(), line.meeting
    device = residents.device_id_of(token) if token else None
    kept = db.session.execute(queries.BY_KEY, {"meeting": meeting.id, "key": receipt.key}).first()
    if kept is not None:
        return _again(Visit(receipt, token, line.person_id), kept.id)
    part = parts.numbered(parts.of(meeting), receipt.part)
    if part is None:
        return Outcome(Result.UNKNOWN_CODE)
    answer = gate.door(meeting.state, part.starts_at, part.ends_at, settings).answer(moment)
    if answer in LETS_IN and device is not None and line.person.device_id not in (None, device):
        answer = Result.FORBIDDEN
    elif answer in LETS_IN and (not receipt.is_fresh(moment) or device not in (None, receipt.device)):
        answer = Result.EXPIRED_CODE
    elif answer in LETS_IN:
        answer = gate.admit(answer, meeting.needs_list, line.state)
    row = row_of(meeting.id, receipt.key, CheckInSource.PERSONAL, Grade.C, moment, part=part.number, device=device)
    row |= {"is_sample": meeting.is_sample, "mark": "" if device else NO_COOKIE}
    return store(row | {"person_id": line.person_id}, answer)


def _newcomer(visit: Visit) -> Person:
    """A phone's first visit, or a new name on it; without a cookie nobody can be remembered."""
    if visit.token:
        return residents.resident_on(visit.token, visit.name, phone=visit.phone, channel=Channel.QR)
    person = vault.new_person(PersonKind.RESIDENT, visit.name, visit.phone)
    db.session.add(person)
    db.session.flush()
    residents.consent(person.id, Channel.QR)
    return person


def _listed_here(visit: Visit, meeting_id: int) -> tuple[int | None, RegistrationState | None]:
    """Who of this name stands on the list with this phone; somebody who is turned away leaves no name behind."""
    here = residents.persons_on(visit.token) if visit.token else []
    same = [person.id for person in here if vault.name_of(person) == visit.name]
    found = next(iter(of_persons(meeting_id, same)), None) if same else None
    return (found.person_id, found.state) if found else (None, None)


def store(row: dict[str, Any], answer: Result, visit: Visit | None = None) -> Outcome:
    """One INSERT when all goes well. The unique indexes decide who was first, never a look beforehand."""
    counted = answer in LETS_IN
    values = row | {"state": CheckInState.COUNTED if counted else CheckInState.REFUSED, "result": answer}
    if (new := insert_row(values)) is not None:
        if not counted and visit is not None and visit.code:
            raw_scans.keep({new: visit.code})  # for whoever asks later why somebody could not get in (CK-15)
        return Outcome(answer, new)
    kept = db.session.execute(queries.BY_KEY, {"meeting": row["meeting_id"], "key": row["key"]}).first()
    if kept is not None:
        db.session.rollback()  # a second tap at the same moment: the person it may have made is not needed
        return _again(visit, kept.id)
    new = insert_row(row | {"state": CheckInState.DUPLICATE, "result": Result.ALREADY})
    return Outcome(Result.ALREADY, new) if new is not None else Outcome(Result.TRY_AGAIN)


def _again(visit: Visit | None, check_in_id: int) -> Outcome:
    """The answer this key was given before; another person under the same key is another content."""
    kept = queries.get_check_in(check_in_id)
    if visit is not None and kept.person_id is not None and not _same_person(visit, kept.person_id):
        return Outcome(Result.CONFLICT)
    return Outcome(Result.UNDONE if kept.state is CheckInState.UNDONE else kept.result, kept.id)


def _same_person(visit: Visit, person_id: int) -> bool:
    if visit.person_id is not None:
        return visit.person_id == person_id
    person = db.session.get(Person, person_id)
    return person is not None and (not visit.name or vault.name_of(person) == visit.name)
