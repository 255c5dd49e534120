"""Decided scans into the table, in few statements; the unique indexes decide who was first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from yiguan.attendance import desk_queries
from yiguan.attendance.doors.records import Record
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState, Result
from yiguan.base import clock
from yiguan.people import raw_scans, residents
from yiguan.people.models import Consent, Person
from yiguan.people.states import Channel
from yiguan.store.db import db

S = CheckInState
_table, _people, _consents = (cast(Table, model.__table__) for model in (CheckIn, Person, Consent))


@dataclass(frozen=True)
class Outcome:
    """How one record ended; `id` is its check-in, none when it could not be stored and has to be sent again."""

    record: Record
    result: Result
    state: CheckInState | None = None
    id: int | None = None
    person_id: int | None = None


@dataclass
class Plan:
    """A record that is new: the row it becomes, the person it brings along, what is kept of it for a person to read."""

    record: Record
    row: dict[str, Any]
    newcomer: Person | None = None
    raw: str = ""


def again(record: Record, row: Row[Any] | CheckIn) -> Outcome:
    """The answer this key was given before, also when the meeting is long closed."""
    result = Result.UNDONE if row.state is S.UNDONE else row.result
    return Outcome(record, result, row.state, row.id, row.person_id)


def store(plans: Sequence[Plan]) -> dict[str, Outcome]:
    """All in one go; should one of them be more than the database can take, each by itself."""
    if not plans:
        return {}
    try:
        with db.session.begin_nested():
            return _store_all(plans)
    except DBAPIError:
        if len(plans) == 1:
            raise
    done: dict[str, Outcome] = {}
    for plan in plans:
        try:
            done |= store([plan])
        except DBAPIError:
            done[plan.record.key] = Outcome(plan.record, Result.TRY_AGAIN)
    return done


def _store_all(plans: Sequence[Plan]) -> dict[str, Outcome]:
    """The unique indexes decide who was first; whoever they held off is a repeat, or somebody counted already."""
    _add_newcomers([plan.newcomer for plan in plans if plan.newcomer])
    by_key = {plan.record.key: plan for plan in plans}
    done = _insert(plans)
    late = [by_key[key] for key in by_key.keys() - done]
    if late:
        kept = desk_queries.by_keys(late[0].row["meeting_id"], [plan.record.key for plan in late])
        done |= {key: again(by_key[key].record, row) for key, row in kept.items()}
        repeats = [plan for plan in late if plan.record.key not in kept]
        for plan in repeats:
            plan.row |= {"state": S.DUPLICATE, "result": Result.ALREADY}
        done |= _insert(repeats) if repeats else {}
    raw_scans.keep({id_: by_key[key].raw for key, o in done.items() if (id_ := o.id) and by_key[key].raw})
    return done


def _add_newcomers(people: Sequence[Person]) -> None:
    """Somebody a hall box brought along before is known by their number."""
    if not people:
        return
    columns = ("id", "kind", "name", "name_index", "created_at")
    connection = db.session.connection()
    make = _insert_of(connection)(_people).on_conflict_do_nothing().returning(_people.c.id)
    new = connection.execute(make, [{name: getattr(one, name) for name in columns} for one in people]).scalars().all()
    agreed = {"version": residents.NOTICE_VERSION, "channel": Channel.VISIT, "at": clock.now()}
    if new:
        db.session.execute(insert(_consents), [{"person_id": number} | agreed for number in new])


def _insert(plans: Sequence[Plan]) -> dict[str, Outcome]:
    ids = insert_rows([plan.row for plan in plans])
    return {
        key: Outcome(plan.record, plan.row["result"], plan.row["state"], ids[key], plan.row["person_id"])
        for plan in plans
        if (key := plan.record.key) in ids
    }


def insert_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Key → number of the new check-ins; whoever is missing was held off by a unique index."""
    connection = db.session.connection()
    new = _insert_of(connection)(_table).on_conflict_do_nothing().returning(_table.c.key, _table.c.id)
    return {row.key: row.id for row in connection.execute(new, rows)}


def _insert_of(connection: Connection) -> Any:
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
