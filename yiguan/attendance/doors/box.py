"""How the platform takes the scans of a hall box, with the box's own verdicts (decision 0024).

On the box a scan is counted, duplicate, refused or unresolved; later a counted one may be undone, an unresolved one
settled. Only `counted` is decided again here, so that somebody counted on both sides is counted once; everything else
is stored as it is and counts nobody. The totals do not depend on order or number of sendings.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from yiguan.attendance.decide import decide, hours_against
from yiguan.attendance.doors.gathering import Batch, evidence
from yiguan.attendance.doors.records import Record
from yiguan.attendance.facts import By, Facts, Said, Worth
from yiguan.attendance.ledger import keys, undoing, write
from yiguan.attendance.ledger.write import Outcome, Plan
from yiguan.attendance.marks import SETTLE
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import PRESENT, UNCLEAR, CheckInState, Result
from yiguan.audit import trail
from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store import keyring
from yiguan.store.db import db

S = CheckInState
Known = tuple[Record, Said, Row[Any]]
"""A scan that was sent before: the new record, its verdict, and the stored row."""
UNDONE_THERE = "会场盒子上已经撤销。"


def names(records: Iterable[Record]) -> list[str]:
    """The names of those who would be counted by name alone."""
    came = (r for r in records if r.said and r.said.state in PRESENT and r.target == "name")
    return [record.text for record in came]


def plan(batch: Batch, record: Record, said: Said) -> Plan:
    """A box's scan that is new here. Names alone never merge (product.md §5.1): if the name is on the list or already
    counted here, a person decides whether the two are the same.
    """
    listed = batch.guests.known(record.text) if record.target == "person" else None
    named = _is_new_name(batch, record, said)
    moved = batch.sender.meeting.postponed_from is not None
    worth = Worth.GOOD if listed or named else Worth.UNKNOWN
    facts = Facts(By.BOX, batch.now, batch.hours, code=worth, moved_from=moved, said=said)
    verdict = decide(facts)
    newcomer = _newcomer(batch, record, said) if named and hours_against(facts) is None else None
    row = evidence(batch, record) | {"state": verdict.state, "result": verdict.result}
    row["person_id"] = newcomer.id if newcomer else listed
    return Plan(row, newcomer, _raw(record, said, verdict.state))


def _is_new_name(batch: Batch, record: Record, said: Said) -> bool:
    """Whether somebody arrived or left whose name is not known here."""
    here = record.target == "name" and said.state in PRESENT
    return here and vault.name_index(record.text) not in batch.alike


def _newcomer(batch: Batch, record: Record, said: Said) -> Person:
    """A person whose id is derived from the box's own id, so that a repeat finds the same one."""
    number = _number(batch.sender.device_id, said.guest)
    return vault.new_person(PersonKind.RESIDENT, record.text, number=number)


def _raw(record: Record, said: Said, state: CheckInState | None) -> str:
    """The text to store for a person to read; nothing for an undone scan."""
    if state not in UNCLEAR:
        return ""
    if said.state is S.COUNTED:
        return record.text
    return said.raw or (record.text if record.target != "person" else "")


def _number(device_id: int | None, guest: str) -> int | None:
    """The id of a person whom the box knows by its own id: several scans there are one person here too."""
    if device_id is None or not guest:
        return None
    return (int.from_bytes(crypto.mac(keyring.index_key_of(""), "guest of a hall box", device_id, guest)[:8]) >> 2) + 1


def follow(actor: Actor, meeting_id: int, known: Sequence[Known], plan: Callable[[Record], Plan]) -> dict[str, Outcome]:
    """Applies what was undone or settled on the box since the last sending, unless a person here settled it first."""
    settled = keys.settling(meeting_id, [row.id for *_, row in known])
    return {one[0].key: _follow(actor, one, settled.get(one[2].id), plan) for one in known}


def _follow(actor: Actor, known: Known, settling: CheckIn | None, plan: Callable[[Record], Plan]) -> Outcome:
    record, said, row = known
    last = settling or row
    undone = said.state is S.UNDONE
    if undone and last.state is S.COUNTED:
        return _undo(actor, settling or db.session.get_one(CheckIn, row.id), said.reason)
    if (undone or said.settled) and last.state is S.UNRESOLVED:
        return _settle(actor, row, plan(record))
    return replace(write.again(last), id=row.id)


def _undo(actor: Actor, scan: CheckIn, reason: str) -> Outcome:
    undoing.take_back(actor, scan, reason=reason, note=UNDONE_THERE)
    return Outcome(Result.UNDONE, S.UNDONE, scan.settles_id or scan.id, scan.person_id)


def _settle(actor: Actor, row: Row[Any], plan: Plan) -> Outcome:
    """Adds a row that refers to the unclear scan, as closing/settling.py does."""
    if plan.row["state"] is S.UNRESOLVED:
        return write.again(row)
    key = keys.settling_key(row.id)
    done = write.enter_all([Plan(plan.row | {"key": key, "settles_id": row.id}, plan.newcomer)])[key]
    trail.record(db.session.get_one(CheckIn, row.id), SETTLE, by=actor, after=str(done.result))
    return replace(done, id=row.id)
