"""Writes decided scans: an acknowledged one is committed, never lost and never doubled; the row is its own audit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.exc import DBAPIError

from yiguan.attendance.decide import Verdict
from yiguan.attendance.ledger import keys
from yiguan.attendance.ledger.rows import insert_row, insert_rows
from yiguan.attendance.states import CheckInState, Result
from yiguan.audit import touching
from yiguan.base import clock
from yiguan.people import raw_scans, residents
from yiguan.people.models import Consent, Person
from yiguan.people.states import Channel
from yiguan.store.db import db, insert_into

S = CheckInState
REPEAT = {"state": S.DUPLICATE, "result": Result.ALREADY}
_people, _consents = (cast(Table, model.__table__) for model in (Person, Consent))


@dataclass(frozen=True)
class Outcome:
    """The outcome of a scan; `id` is its row, None if nothing was stored; `again`: its key was answered before."""

    result: Result
    state: CheckInState | None = None
    id: int | None = None
    person_id: int | None = None
    again: bool = False


@dataclass
class Plan:
    """A new scan: its row, a person to create, the text to store for review."""

    row: dict[str, Any]
    newcomer: Person | None = None
    raw: str = ""

    @property
    def key(self) -> str:
        return str(self.row["key"])


def again(row: Any) -> Outcome:
    """The earlier answer to this row's key, even after the meeting was closed."""
    result = Result.UNDONE if row.state is S.UNDONE else row.result
    return Outcome(result, row.state, row.id, row.person_id, again=True)


def enter(row: dict[str, Any], verdict: Verdict, raw: str = "") -> Outcome:
    """Writes one scan, usually by one INSERT. `raw` is stored to explain a refusal later (CK-15)."""
    if verdict.state is None:
        return Outcome(verdict.result)
    values = row | {"state": verdict.state, "result": verdict.result}
    if (new := insert_row(values)) is not None:
        if raw and not verdict.lets_in:
            raw_scans.keep({new: raw})
        return _outcome(values, new)
    if (kept := keys.by_key(row["meeting_id"], row["key"])) is not None:
        db.session.rollback()  # a second tap at the same time: drops the person it may have created
        return again(kept)
    new = insert_row(values | REPEAT)
    return Outcome(Result.TRY_AGAIN) if new is None else _outcome(values | REPEAT, new)


def enter_all(plans: Sequence[Plan]) -> dict[str, Outcome]:
    """Key → outcome. Writes all at once; if the database refuses one of them, writes each separately."""
    if not plans:
        return {}
    try:
        with db.session.begin_nested():
            return _enter_all(plans)
    except DBAPIError:
        if len(plans) == 1:
            raise
    done: dict[str, Outcome] = {}
    for plan in plans:
        try:
            done |= enter_all([plan])
        except DBAPIError:
            done[plan.key] = Outcome(Result.TRY_AGAIN)
    return done


def _enter_all(plans: Sequence[Plan]) -> dict[str, Outcome]:
    """A row that a unique index refuses is a repeat, or the person is already counted."""
    _add_newcomers([plan.newcomer for plan in plans if plan.newcomer])
    by_key = {plan.key: plan for plan in plans}
    done = _insert(plans)
    late = [by_key[key] for key in by_key.keys() - done]
    if late:
        kept = keys.by_keys(late[0].row["meeting_id"], [plan.key for plan in late])
        done |= {key: again(row) for key, row in kept.items()}
        repeats = [plan for plan in late if plan.key not in kept]
        for plan in repeats:
            plan.row |= REPEAT
        done |= _insert(repeats) if repeats else {}
    raw_scans.keep({id_: by_key[key].raw for key, o in done.items() if (id_ := o.id) and by_key[key].raw})
    return done


def _add_newcomers(people: Sequence[Person]) -> None:
    """Stores new persons; those a hall box sent before exist already, under the same id."""
    if not people:
        return
    columns = ("id", "kind", "name", "name_index", "created_at")
    make = insert_into(_people).on_conflict_do_nothing().returning(_people.c.id)
    new = db.session.execute(make, [{name: getattr(one, name) for name in columns} for one in people]).scalars().all()
    agreed = {"version": residents.NOTICE_VERSION, "channel": Channel.VISIT, "at": clock.now()}
    if new:
        touching.touch("person", new)
        db.session.execute(insert(_consents), [{"person_id": number} | agreed for number in new])


def _insert(plans: Sequence[Plan]) -> dict[str, Outcome]:
    ids = insert_rows([plan.row for plan in plans])
    return {plan.key: _outcome(plan.row, ids[plan.key]) for plan in plans if plan.key in ids}


def _outcome(row: dict[str, Any], number: int) -> Outcome:
    return Outcome(row["result"], row["state"], number, row["person_id"])
