"""A record of the check-in desk: its person, its facts, its row.

Only the server's clock decides; the device's time, its offset and its counter are stored as evidence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from yiguan.attendance.decide import decide
from yiguan.attendance.doors.records import Record
from yiguan.attendance.facts import By, Facts, Hours
from yiguan.attendance.guests import UNKNOWN, Answer, Guests
from yiguan.attendance.ledger.keys import OTHER
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.ledger.write import Plan
from yiguan.attendance.states import CLOCK, CORRECTION, OLD, PRESENT, CheckInSource, Result
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.people.states import PersonKind

FAR = timedelta(days=1)
MOST_OFFSET_MS = 2**31 - 1


@dataclass(frozen=True)
class Sender:
    """The origin of scans: a meeting, the actor, the device (none for a form without a script)."""

    meeting: Meeting
    actor: Actor
    device_id: int | None = None
    sent_at: datetime | None = None
    paper: bool = False


@dataclass
class Batch:
    """What all records of a batch share; `alike` are names that are already known at this meeting."""

    sender: Sender
    guests: Guests
    parts: Sequence[Part]
    hours: Hours
    alike: frozenset[bytes] = frozenset()
    now: datetime = field(default_factory=clock.now)


def who(batch: Batch, record: Record) -> Answer:
    if record.target == "code":
        return batch.guests.by_code(record.text)
    if record.target == "person":
        return batch.guests.by_person(record.text)
    return Answer() if record.target == "name" else UNKNOWN


def plan(batch: Batch, record: Record) -> Plan:
    """The row of a new record; the unique indexes may still make it a duplicate."""
    answer = who(batch, record)
    verdict = decide(facts_of(batch, record, answer))
    newcomer = None
    person_id = answer.person_id
    if verdict.lets_in and record.target == "name":
        newcomer = vault.new_person(PersonKind.RESIDENT, record.text)
        person_id = newcomer.id
    row = evidence(batch, record) | {"person_id": person_id, "state": verdict.state, "result": verdict.result}
    if verdict.result is Result.NOT_HERE:
        row["person_id"] = None
    return Plan(row, newcomer, "" if verdict.state in PRESENT else record.text)


def facts_of(batch: Batch, record: Record, answer: Answer) -> Facts:
    """A name on a signed paper list is admitted even where only people on the list are."""
    meeting = batch.sender.meeting
    vouched = batch.sender.paper and record.target == "name"
    return Facts(
        By.RECEPTION,
        batch.now,
        batch.hours,
        code=answer.code,
        way=record.way,
        known=answer.person_id is not None,
        needs_list=meeting.needs_list and not vouched,
        listed=answer.listed,
        came=answer.came,
        moved_from=meeting.postponed_from is not None,
        other_content=record.key.startswith(OTHER),
    )


def evidence(batch: Batch, record: Record) -> dict[str, Any]:
    """The row without person and verdict."""
    sender = batch.sender
    offset = int((batch.now - sender.sent_at).total_seconds() * 1000) if sender.sent_at else None
    row = row_of(
        sender.meeting,
        record.key,
        CheckInSource.PAPER if sender.paper else record.source,
        batch.now,
        part=_part(batch, record),
        device=sender.device_id,
        operator=sender.actor.id,
        is_sample=sender.meeting.is_sample,
    )
    row |= {"device_at": record.device_at, "counter": record.counter, "mark": _mark(batch, record)}
    return row | {"offset_ms": None if offset is None else max(-MOST_OFFSET_MS, min(MOST_OFFSET_MS, offset))}


def _part(batch: Batch, record: Record) -> int:
    """The part the helper chose, else the one that ran at the time of the scan."""
    if record.part is not None and parts.numbered(batch.parts, record.part):
        return record.part
    sent_at = batch.sender.sent_at
    scanned = record.device_at
    moment = min(batch.now, scanned + (batch.now - sent_at)) if scanned and sent_at else batch.now
    return parts.at(batch.parts, moment).number


def _mark(batch: Batch, record: Record) -> str:
    sender = batch.sender
    if batch.hours.state is MeetingState.CLOSED:
        return CORRECTION
    if sender.device_id is None:
        return ""
    if record.device_at is None or sender.sent_at is None:
        return CLOCK
    scanned = record.device_at + (batch.now - sender.sent_at)
    return OLD if abs(scanned - sender.meeting.starts_at) > FAR else ""
