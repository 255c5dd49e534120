"""Checking in. Acknowledged = committed = never lost, never doubled; the row is its own audit and its own key."""

import secrets
from dataclasses import dataclass
from typing import Any

from yiguan.audit import trail
from yiguan.checkin import codes, gate, policy, queries
from yiguan.checkin.models import CheckIn
from yiguan.checkin.receipts import Receipt
from yiguan.checkin.states import CHECK_IN_FLOW, LETS_IN, CheckInSource, CheckInState, Grade, Result
from yiguan.checkin.storing import insert_row, row_of
from yiguan.kernel import clock
from yiguan.kernel.actor import Actor
from yiguan.kernel.db import db
from yiguan.kernel.errors import Conflict, Invalid, require
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.states import Attendance, MeetingState
from yiguan.organisation.queries import get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.people import raw_scans, residents, vault
from yiguan.people.models import Person
from yiguan.people.states import Channel, PersonKind
from yiguan.registrations.models import Registration
from yiguan.registrations.queries import of_persons
from yiguan.registrations.states import RegistrationState
from yiguan.settings import Settings

SOURCES = {codes.SCREEN: "screen", codes.PRINTED: "print"}
GRADES = {
    CheckInSource.SCREEN: Grade.B,
    CheckInSource.PRINT: Grade.D,
    CheckInSource.PERSONAL: Grade.C,
    CheckInSource.PAPER: Grade.E,
}
"""What a source is worth by itself; all the others mean that somebody at the desk saw the person (A)."""
WALK_IN, NO_COOKIE = "walk_in", "no_cookie"
SHUT = (MeetingState.PLANNED, MeetingState.CANCELLED, MeetingState.CLOSED)


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


@dataclass(frozen=True)
class Look:
    """What a scanned code is worth; `scene` is there once the code proved genuine."""

    result: Result
    scene: queries.Scene | None = None
    source: str = ""
    part: Part | None = None


def look(text: str, device: int, settings: Settings) -> Look:
    """Reads a code that was scanned or typed. Changes nothing, whoever opens it (CK-22)."""
    code = codes.parse(text)
    scene = queries.scan(code.meeting, device) if code else None
    if code is None or scene is None:
        return Look(Result.UNKNOWN_CODE)
    seen = gate.judge(code, scene, parts.of(scene), clock.now(), settings)
    if seen.part is None or seen.result is Result.UNKNOWN_CODE:
        return Look(Result.UNKNOWN_CODE)
    return Look(seen.result, scene, SOURCES[code.purpose], seen.part)


def find_by_number(unit_code: str, number: str, settings: Settings) -> str | None:
    """The living screen code whose spoken number this is, at a meeting of this unit that takes check-ins now."""
    now = clock.now()
    before = now + clock.minutes(settings.checkin_opens_min)
    after = now - clock.minutes(settings.checkin_closes_min)
    meetings = queries.meetings_taking(unit_code, before, after)
    planned = parts.of_all(meetings)
    for mint in (codes.mint_of(settings.keys, m, part.number) for m in meetings for part in planned[m.id]):
        if (window := mint.window_of(number, now)) is not None:
            return mint.screen(window)
    return None


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
    return _store(visit, row | {"person_id": person_id}, answer)


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
    return _store(None, row | {"person_id": line.person_id}, answer)


def count_in(
    actor: Actor, meeting: Meeting, person: Person, *, source: CheckInSource, key: str, part: int = 1
) -> Outcome:
    """Somebody whom a helper sees and checks in (grade A), or who is entered from paper (grade E)."""
    require(policy.can_keep_door(actor, meeting))
    grade = Grade.E if source is CheckInSource.PAPER else Grade.A
    row = row_of(meeting.id, key, source, grade, clock.now(), part=part, operator=actor.id)
    return _store(None, row | {"person_id": person.id, "is_sample": meeting.is_sample}, Result.OK)


def check_in_at_desk(
    actor: Actor,
    meeting: Meeting,
    *,
    name: str,
    phone: str = "",
    source: CheckInSource = CheckInSource.PROXY,
    part: int = 1,
    key: str,
) -> Outcome:
    """Somebody without a phone, typed by a helper who sees them, or afterwards from the paper list."""
    require(policy.can_keep_door(actor, meeting))
    if meeting.state in SHUT:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不能再登记签到。", code="wrong_state")
    kept = db.session.execute(queries.BY_KEY, {"meeting": meeting.id, "key": key}).first()
    if kept is not None:
        return Outcome(queries.get_check_in(kept.id).result, kept.id)
    if parts.numbered(parts.of(meeting), part) is None:
        raise Invalid(fields={"part": ["这场会没有这一段，请重新选。"]})
    person = residents.resident_at_desk(name, phone=phone, channel=Channel.VISIT)
    return count_in(actor, meeting, person, source=source, key=key, part=part)


def undo(actor: Actor, meeting: Meeting, check_in: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """Takes a check-in back; the row stays and says so, coming again is a new row."""
    require(policy.can_keep_door(actor, meeting))
    return take_back(actor, check_in, reason=reason, note=note)


def take_back(actor: Actor, check_in: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """The same for the desk, whose own policy has let the actor."""
    listed = get_reason(ReasonKind.CHECKIN_UNDO, reason)
    trail.move(check_in, CHECK_IN_FLOW, "undo", by=actor, reason=reason, note=note or listed.label)
    return check_in


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


def _store(visit: Visit | None, row: dict[str, Any], answer: Result) -> Outcome:
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
