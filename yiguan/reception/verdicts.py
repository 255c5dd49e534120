"""What a hall box found itself of its scans, and what becomes of it at home (decision 0024).

There a scan ends as counted, duplicate, refused or unresolved; later a counted one may be undone, an unresolved one
settled. Only `counted` is decided anew here, so that somebody counted at both sides is counted once; everything else
lands as it is and counts nobody. Whatever the order and however often it comes, the totals are the same.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from yiguan.audit import trail
from yiguan.base import crypto
from yiguan.base.actor import Actor
from yiguan.checkin import queries as checkin
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CHECK_IN_FLOW, LETS_IN, PRESENT, UNCLEAR, CheckInState, Result
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.reception import storing
from yiguan.reception.guests import Guests
from yiguan.reception.records import Record, Verdict
from yiguan.reception.storing import Outcome, Plan
from yiguan.store.db import db

S = CheckInState
Known = tuple[Record, Verdict, Row[Any]]
"""A scan that came before: as it comes now, and the row it was stored in."""
UNDONE_THERE = "会场盒子上已经撤销。"


def names(records: Iterable[Record]) -> list[str]:
    """Who would be counted by a name alone."""
    came = (r for r in records if r.verdict and r.verdict.state in PRESENT and r.target == "name")
    return [record.text for record in came]


def plan(
    record: Record,
    verdict: Verdict,
    row: dict[str, Any],
    guests: Guests,
    shut: Result | None,
    alike: frozenset[bytes],
) -> Plan:
    """A box's scan that is new here. Names alone never merge (product.md §5.1): where one stands on the list or was
    counted here already (`alike`), a person has to say whether the two are the same."""
    newcomer = _newcomer(record, verdict, row, alike) if shut is None else None
    person_id = newcomer.id if newcomer else guests.known(record.text) if record.target == "person" else None
    if verdict.state is not S.COUNTED:
        found = row | {"person_id": person_id, "state": verdict.state, "result": verdict.result}
        return Plan(record, found, newcomer, _raw(record, verdict))
    against = shut or (None if person_id else Result.STORED_UNRESOLVED)
    state = S.REFUSED if shut else S.UNRESOLVED if against else S.COUNTED
    result = against or (verdict.result if verdict.result in LETS_IN else Result.OK)
    found = row | {"person_id": person_id, "state": state, "result": result}
    return Plan(record, found, newcomer, record.text if against else "")


def _newcomer(record: Record, verdict: Verdict, row: dict[str, Any], alike: frozenset[bytes]) -> Person | None:
    """Who came, or went, and is on no list: made with the box's number, or known by it already."""
    if record.target != "name" or verdict.state not in PRESENT or vault.name_index(record.text) in alike:
        return None
    return vault.new_person(PersonKind.RESIDENT, record.text, number=_number(row["device_id"], verdict.guest))


def _raw(record: Record, verdict: Verdict) -> str:
    """What a person may have to look at; of a scan that was taken back nothing is kept."""
    if verdict.state not in UNCLEAR:
        return ""
    return verdict.raw or (record.text if record.target != "person" else "")


def _number(device_id: int | None, guest: str) -> int | None:
    """Somebody whom the box knows by its own number: several scans there are one person here, too."""
    if device_id is None or not guest:
        return None
    return (int.from_bytes(crypto.mac(vault.keys().index, "guest of a hall box", device_id, guest)[:8]) >> 2) + 1


def follow(actor: Actor, meeting_id: int, known: Sequence[Known], plan: Callable[[Record], Plan]) -> dict[str, Outcome]:
    """The same scans again: what was undone or settled at the box since is so here, unless a person here was first."""
    settled = checkin.settling(meeting_id, [row.id for *_, row in known])
    return {one[0].key: _follow(actor, one, settled.get(one[2].id), plan) for one in known}


def _follow(actor: Actor, known: Known, settling: CheckIn | None, plan: Callable[[Record], Plan]) -> Outcome:
    record, verdict, row = known
    last, undone = settling or row, verdict.state is S.UNDONE
    if undone and last.state is S.COUNTED:
        return _undo(actor, record, settling or db.session.get_one(CheckIn, row.id), verdict.reason)
    if (undone or verdict.settled) and last.state is S.UNRESOLVED:
        return _settle(actor, record, row, plan(record))
    return replace(storing.again(record, last), id=row.id)


def _undo(actor: Actor, record: Record, scan: CheckIn, reason: str) -> Outcome:
    trail.move(scan, CHECK_IN_FLOW, "undo", by=actor, reason=reason, note=UNDONE_THERE)
    return Outcome(record, Result.UNDONE, S.UNDONE, scan.settles_id or scan.id, scan.person_id)


def _settle(actor: Actor, record: Record, row: Row[Any], plan: Plan) -> Outcome:
    """A row that points to the unclear scan, as when somebody settles it here (service.settle)."""
    if plan.row["state"] is S.UNRESOLVED:
        return storing.again(record, row)
    key = f"settle-{row.id}"
    new = Plan(replace(record, key=key), plan.row | {"key": key, "settles_id": row.id}, plan.newcomer)
    done = storing.store([new])[key]
    trail.record(db.session.get_one(CheckIn, row.id), "settle", by=actor, after=str(done.result))
    return replace(done, record=record, id=row.id)
