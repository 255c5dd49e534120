"""Scans of the check-in desk: one from a page, or up to a thousand from a device that was offline for hours.

The key is looked up before any rule, and a refusal is stored like a success: an acknowledged scan is committed, never
lost and never doubled (checkin.md).
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row

from yiguan.attendance import known, queries, rules
from yiguan.attendance.doors import box, gathering
from yiguan.attendance.doors.gathering import Batch, Sender
from yiguan.attendance.doors.records import Record
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger import keys, write
from yiguan.attendance.ledger.keys import OTHER
from yiguan.attendance.ledger.write import Outcome, Plan
from yiguan.attendance.states import MOVES, UNCLEAR, Result, Way
from yiguan.base.errors import require
from yiguan.base.text import key_of
from yiguan.meetings import parts
from yiguan.meetings.rules import whom_to_ask
from yiguan.people import raw_scans
from yiguan.people.queries import names_of
from yiguan.settings import Settings

OF_MOVES = (*MOVES.values(), Result.NOT_HERE)


def take(sender: Sender, records: Sequence[Record], settings: Settings) -> list[Outcome]:
    """One outcome per record, in their order; a failing record does not affect the others."""
    meeting = sender.meeting
    known = rules.can_receive(sender.actor, meeting) or rules.can_vouch(sender.actor, meeting)
    require(known, whom_to_ask(meeting.unit))
    batch = _batch(sender, records, settings)
    unique: dict[str, Record] = {}
    for record in records:
        unique.setdefault(record.key, record)
    kept = keys.by_keys(meeting.id, unique)
    other = _others(batch, records, unique, kept)
    unique |= {record.key: record for record in other.values()}
    kept |= keys.by_keys(meeting.id, [record.key for record in other.values()])
    done = {key: write.again(row) for key, row in kept.items()}
    done |= write.enter_all([_plan(batch, record) for key, record in unique.items() if key not in kept])
    done |= _follow(batch, unique, kept)
    return [done[other.get(at, record).key] for at, record in enumerate(records)]


def _batch(sender: Sender, records: Sequence[Record], settings: Settings) -> Batch:
    meeting = sender.meeting
    guests = known.guests_of(meeting, settings.keys, (r.text for r in records if r.target == "code"))
    alike = known.namesakes(meeting.id, box.names(records), beside=sender.device_id)
    state = queries.state_for_sharing(meeting.id)
    hours = hours_of(state, meeting.starts_at, meeting.ends_at)
    return Batch(sender, guests, parts.of(meeting), hours, alike)


def _others(
    batch: Batch, records: Sequence[Record], unique: Mapping[str, Record], kept: Mapping[str, Row[Any]]
) -> dict[int, Record]:
    """Position → the record under a new key, if its key has other content, stored or in this batch."""
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


def _is_same(batch: Batch, record: Record, row: Row[Any], name: str, raw: str | None) -> bool:
    """Whether the row was made from this record; its code may be unknown by now.

    The keys of a hall box belong to it alone, and its verdict on a scan may change when the scan is undone or settled.
    """
    if record.said:
        return bool(row.device_id == batch.sender.device_id)
    if (record.source, record.counter, record.device_at) != (row.source, row.counter, row.device_at):
        return False
    if record.part not in (None, row.part) or (record.way is Way.IN) is not (row.result not in OF_MOVES):
        return False
    if raw is not None or row.person_id is None:
        return raw in (None, record.text)
    if record.target == "name":
        return key_of(name) == key_of(record.text)
    meant = gathering.who(batch, record).person_id
    return meant is None or meant == row.person_id


def _plan(batch: Batch, record: Record) -> Plan:
    if record.said and not record.key.startswith(OTHER):
        return box.plan(batch, record, record.said)
    return gathering.plan(batch, record)


def _follow(batch: Batch, unique: Mapping[str, Record], kept: Mapping[str, Row[Any]]) -> dict[str, Outcome]:
    """Applies later changes of a hall box's scans that were sent before."""
    own = ((unique[key], row) for key, row in kept.items() if row.device_id == batch.sender.device_id)
    before = [(r, r.said, row) for r, row in own if r.said and not r.key.startswith(OTHER)]
    sender = batch.sender
    return box.follow(sender.actor, sender.meeting.id, before, partial(_plan, batch)) if before else {}
