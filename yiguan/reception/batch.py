"""Scans of the desk, decided. Acknowledged = committed = never lost, never doubled (checkin.md); storing.py keeps them.

The key is looked up before any rule. A refusal is stored like a success. Only the server's clock decides; the device's
time, its offset and its counter stay as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.base.text import key_of
from yiguan.checkin import gate
from yiguan.checkin.service import GRADES
from yiguan.checkin.states import CLOCK, MOVES, OLD, UNCLEAR, CheckInSource, CheckInState, Grade, Result, Way
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.states import HELD, MeetingState
from yiguan.people import raw_scans, vault
from yiguan.people.queries import names_of
from yiguan.people.states import PersonKind
from yiguan.reception import known, queries, rules, storing, verdicts
from yiguan.reception.guests import Answer, Guests
from yiguan.reception.records import OTHER, Record
from yiguan.reception.states import CORRECTION
from yiguan.reception.storing import Outcome, Plan
from yiguan.settings import Settings

S = CheckInState
OF_MOVES = (*MOVES.values(), Result.NOT_HERE)
AGAINST = {Result.STORED_UNRESOLVED: S.UNRESOLVED, Result.CONFLICT: S.UNRESOLVED}
FAR = timedelta(days=1)
MOST_OFFSET_MS = 2**31 - 1


@dataclass(frozen=True)
class Desk:
    """Where scans come from: a meeting, who stands there, on which device (none: a form without a script)."""

    meeting: Meeting
    actor: Actor
    device_id: int | None = None
    sent_at: datetime | None = None
    paper: bool = False


@dataclass
class _Batch:
    desk: Desk
    guests: Guests
    parts: Sequence[Part]
    state: MeetingState
    settings: Settings
    alike: frozenset[bytes] = frozenset()
    now: datetime = field(default_factory=clock.now)


def take(desk: Desk, records: Sequence[Record], settings: Settings) -> list[Outcome]:
    """One outcome a record, in their order; a record that fails holds nobody else up."""
    require(rules.can_receive(desk.actor, desk.meeting) or rules.can_vouch(desk.actor, desk.meeting))
    guests = known.guests_of(desk.meeting, settings.keys, (r.text for r in records if r.target == "code"))
    alike = known.namesakes(desk.meeting.id, verdicts.names(records), beside=desk.device_id)
    state, planned = queries.state_for_sharing(desk.meeting.id), parts.of(desk.meeting)
    batch = _Batch(desk, guests, planned, state, settings, alike)
    unique: dict[str, Record] = {}
    for record in records:
        unique.setdefault(record.key, record)
    kept = queries.by_keys(desk.meeting.id, unique)
    other = _others(batch, records, unique, kept)
    unique |= {record.key: record for record in other.values()}
    kept |= queries.by_keys(desk.meeting.id, [record.key for record in other.values()])
    plans = [_plan(batch, record) for key, record in unique.items() if key not in kept]
    done = {key: storing.again(unique[key], row) for key, row in kept.items()} | storing.store(plans)
    done |= _follow(batch, unique, kept)
    return [done[other.get(at, record).key] for at, record in enumerate(records)]


def _others(
    batch: _Batch, records: Sequence[Record], unique: Mapping[str, Record], kept: Mapping[str, Row[Any]]
) -> dict[int, Record]:
    """Position → the record under a key of its own, where its key stands for other content, stored or in this batch."""
    names = names_of(kept[record.key].person_id for record in records if record.key in kept and record.target == "name")
    raw = raw_scans.texts_of(row.id for row in kept.values() if row.state in UNCLEAR)
    strange = {}
    for at, record in enumerate(records):
        if row := kept.get(record.key):
            same = _is_same(batch, record, row, names.get(row.person_id or 0, ""), raw.get(row.id))
        else:
            same = record.other.key == unique[record.key].other.key
        if not same:
            strange[at] = record.other
    return strange


def _is_same(batch: _Batch, record: Record, row: Row[Any], name: str, raw: str | None) -> bool:
    """Whether this is the record that the row was made from. A code that is nobody's any more may well be.

    A hall box's keys are its own, and what it says of a scan may change: it was undone there, or settled.
    """
    if record.verdict:
        return bool(row.device_id == batch.desk.device_id)
    if (record.source, record.counter, record.device_at) != (row.source, row.counter, row.device_at):
        return False
    if record.part not in (None, row.part) or (record.way is Way.IN) is not (row.result not in OF_MOVES):
        return False
    if raw is not None or row.person_id is None:
        return raw in (None, record.text)
    if record.target == "name":
        return key_of(name) == key_of(record.text)
    meant = _who(batch, record).person_id
    return meant is None or meant == row.person_id


def _who(batch: _Batch, record: Record) -> Answer:
    if record.target == "code":
        return batch.guests.by_code(record.text)
    if record.target == "person":
        return batch.guests.by_person(record.text)
    if record.target == "name" and batch.desk.paper:
        return Answer()  # whoever types the signed list vouches for it
    return batch.guests.stranger() if record.target == "name" else Answer(against=Result.STORED_UNRESOLVED)


def _plan(batch: _Batch, record: Record) -> Plan:
    """What becomes of a new record, as far as one can know before the unique indexes have spoken."""
    if record.verdict and not record.key.startswith(OTHER):
        return verdicts.plan(record, record.verdict, _row(batch, record), batch.guests, _shut(batch), batch.alike)
    if record.way is not Way.IN and not record.key.startswith(OTHER):
        return _plan_move(batch, record)
    answer, newcomer = _who(batch, record), None
    against = Result.CONFLICT if record.key.startswith(OTHER) else answer.against or _shut(batch)
    person_id = answer.person_id
    if against is None and record.target == "name":
        newcomer = vault.new_person(PersonKind.RESIDENT, record.text)
        person_id = newcomer.id
    state = AGAINST.get(against, S.REFUSED) if against else S.COUNTED
    row = _row(batch, record) | {"person_id": person_id, "state": state, "result": against or Result.OK}
    return Plan(record, row, newcomer, record.text if against else "")


def _follow(batch: _Batch, unique: Mapping[str, Record], kept: Mapping[str, Row[Any]]) -> dict[str, Outcome]:
    """A hall box's scans that came before: what became of them there since."""
    own = ((unique[key], row) for key, row in kept.items() if row.device_id == batch.desk.device_id)
    before = [(r, r.verdict, row) for r, row in own if r.verdict and not r.key.startswith(OTHER)]
    return verdicts.follow(batch.desk.actor, batch.desk.meeting.id, before, partial(_plan, batch)) if before else {}


def _plan_move(batch: _Batch, record: Record) -> Plan:
    """Somebody leaves or is back: kept in whatever order it arrives; whether they came is seen when it is read."""
    answer = _who(batch, record)
    if answer.person_id is None or answer.against is Result.WRONG_MEETING:
        row = _row(batch, record) | {"person_id": None, "state": S.REFUSED, "result": Result.NOT_HERE}
        return Plan(record, row, None, record.text)
    decided = {"person_id": answer.person_id, "state": S.MOVED, "result": MOVES[record.way]}
    return Plan(record, _row(batch, record) | decided)


def _shut(batch: _Batch) -> Result | None:
    """What stands against everybody now. Offline scans come late: the end of the meeting shuts nobody out."""
    meeting = batch.desk.meeting
    if batch.state is MeetingState.CANCELLED:
        return Result.CANCELLED
    hours = gate.door(batch.state, meeting.starts_at, meeting.ends_at, batch.settings)
    early = batch.now < hours.opens_at and batch.state not in HELD
    if early or batch.state is MeetingState.PLANNED:
        return Result.POSTPONED if meeting.postponed_from else Result.TOO_EARLY
    return None


def _row(batch: _Batch, record: Record) -> dict[str, Any]:
    desk = batch.desk
    offset = int((batch.now - desk.sent_at).total_seconds() * 1000) if desk.sent_at else None
    source = CheckInSource.PAPER if desk.paper else record.source
    return {
        "meeting_id": desk.meeting.id,
        "part": _part(batch, record),
        "key": record.key,
        "source": source,
        "grade": GRADES.get(source, Grade.A),
        "at": batch.now,
        "device_id": desk.device_id,
        "operator_id": desk.actor.id,
        "device_at": record.device_at,
        "offset_ms": None if offset is None else max(-MOST_OFFSET_MS, min(MOST_OFFSET_MS, offset)),
        "counter": record.counter,
        "mark": _mark(batch, record),
        "is_sample": desk.meeting.is_sample,
    }


def _part(batch: _Batch, record: Record) -> int:
    """The part the helper chose; else the one that ran when it was scanned."""
    if record.part is not None and parts.numbered(batch.parts, record.part):
        return record.part
    sent_at, scanned = batch.desk.sent_at, record.device_at
    moment = min(batch.now, scanned + (batch.now - sent_at)) if scanned and sent_at else batch.now
    return parts.at(batch.parts, moment).number


def _mark(batch: _Batch, record: Record) -> str:
    desk = batch.desk
    if batch.state is MeetingState.CLOSED:
        return CORRECTION
    if desk.device_id is None:
        return ""
    if record.device_at is None or desk.sent_at is None:
        return CLOCK
    scanned = record.device_at + (batch.now - desk.sent_at)
    return OLD if abs(scanned - desk.meeting.starts_at) > FAR else ""
