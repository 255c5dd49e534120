"""What a hall box found itself of its scans, and what becomes of it at home (decision 0024).

There a scan ends as counted, duplicate, refused or unresolved; later a counted one may be undone, an unresolved one
settled. Only `counted` is decided anew here, so that somebody counted at both sides is counted once; everything else
lands as it is and counts nobody. Whatever the order and however often it comes, the totals are the same.
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
from yiguan.store.db import db

S = CheckInState
Known = tuple[Record, Said, Row[Any]]
"""A scan that came before: as it comes now, and the row it was stored in."""
UNDONE_THERE = "会场盒子上已经撤销。"


def names(records: Iterable[Record]) -> list[str]:
    """Who would be counted by a name alone."""
    came = (r for r in records if r.said and r.said.state in PRESENT and r.target == "name")
    return [record.text for record in came]


def plan(batch: Batch, record: Record, said: Said) -> Plan:
    """A box's scan that is new here. Names alone never merge (product.md §5.1): where one stands on the list or was
    counted here already, a person has to say whether the two are the same."""
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
    """Whether somebody came, or went, who is on no list."""
    here = record.target == "name" and said.state in PRESENT
    return here and vault.name_index(record.text) not in batch.alike


def _newcomer(batch: Batch, record: Record, said: Said) -> Person:
    """Made with the box's number, or known by it already."""
    number = _number(batch.sender.device_id, said.guest)
    return vault.new_person(PersonKind.RESIDENT, record.text, number=number)


def _raw(record: Record, said: Said, state: CheckInState | None) -> str:
    """What a person may have to look at; of a scan that was taken back nothing is kept."""
    if state not in UNCLEAR:
        return ""
    if said.state is S.COUNTED:
        return record.text
    return said.raw or (record.text if record.target != "person" else "")


def _number(device_id: int | None, guest: str) -> int | None:
    """Somebody whom the box knows by its own number: several scans there are one person here, too."""
    if device_id is None or not guest:
        return None
    return (int.from_bytes(crypto.mac(vault.keys().index, "guest of a hall box", device_id, guest)[:8]) >> 2) + 1


def follow(actor: Actor, meeting_id: int, known: Sequence[Known], plan: Callable[[Record], Plan]) -> dict[str, Outcome]:
    """The same scans again: what was undone or settled at the box since is so here, unless a person here was first."""
    settled = keys.settling(meeting_id, [row.id for *_, row in known])
    return {one[0].key: _follow(actor, one, settled.get(one[2].id), plan) for one in known}


def _follow(actor: Actor, known: Known, settling: CheckIn | None, plan: Callable[[Record], Plan]) -> Outcome:
    record, said, row = known
    last, undone = settling or row, said.state is S.UNDONE
    if undone and last.state is S.COUNTED:
        return _undo(actor, settling or db.session.get_one(CheckIn, row.id), said.reason)
    if (undone or said.settled) and last.state is S.UNRESOLVED:
        return _settle(actor, row, plan(record))
    return replace(write.again(last), id=row.id)


def _undo(actor: Actor, scan: CheckIn, reason: str) -> Outcome:
    undoing.take_back(actor, scan, reason=reason, note=UNDONE_THERE)
    return Outcome(Result.UNDONE, S.UNDONE, scan.settles_id or scan.id, scan.person_id)


def _settle(actor: Actor, row: Row[Any], plan: Plan) -> Outcome:
    """A row that points to the unclear scan, as when somebody settles it here (closing/settling.py)."""
    if plan.row["state"] is S.UNRESOLVED:
        return write.again(row)
    key = keys.settling_key(row.id)
    done = write.enter_all([Plan(plan.row | {"key": key, "settles_id": row.id}, plan.newcomer)])[key]
    trail.record(db.session.get_one(CheckIn, row.id), SETTLE, by=actor, after=str(done.result))
    return replace(done, id=row.id)
