"""Each transaction that changes a watched row, or its parts, leaves a fingerprint of it, in the same transaction.

A row is changed when the session inserts it or writes a watched column, of it or of a part, or when an UPDATE or DELETE
of their classes names it. After an INSERT statement, whose numbers only its caller knows, the caller calls `touch`. The
fingerprint is made of the row as it stands in the database at the commit, whoever changed it. Before that the row, as
it is stored, is compared with its last fingerprint; if it differs, the new one is preceded by a row that says so ever
after (fingerprints.UNLIKE). A row that was only looked at, or inserted, costs no comparison. An entry about a row that
the transaction leaves as it was proves itself alone: a look must not vouch for the row.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import structlog
from sqlalchemy import Connection, Delete, Table, Update, event, insert, inspect, select, true
from sqlalchemy.orm import Mapper, ORMExecuteState, SessionTransaction, object_session
from sqlalchemy.orm import Session as AnySession

from yiguan.audit import watch
from yiguan.audit.fingerprints import NO_ROW, UNLIKE, Reader, row_of
from yiguan.audit.models import Fingerprint
from yiguan.audit.shapes import Columns, Part
from yiguan.audit.watch import Watched, batches
from yiguan.base import clock
from yiguan.settings import settings
from yiguan.store.db import Base, Session, db

WORK = "work on watched rows"
_prints = cast(Table, Fingerprint.__table__)
log = structlog.get_logger()

Entries = dict[int, list[int | None]]
"""A row's id → the entries of the trail about it in this transaction, and None if it was changed."""
followers: list[Callable[[Mapping[str, Collection[int]]], None]] = []
"""Called before the commit with table → ids of the watched rows that the transaction has changed."""


@dataclass
class Work:
    """What a transaction has done so far: entries by table, and the rows that it found unlike their fingerprints."""

    touched: dict[str, Entries] = field(default_factory=dict)
    unlike: dict[str, set[int]] = field(default_factory=dict)


def touch(table: str, ids: Iterable[int], *, entry_id: int | None = None) -> None:
    """These rows get a fingerprint when the transaction ends, or the entry alone if nothing else touches them."""
    _touch(db.session(), table, ids, entry_id)


def _touch(session: AnySession, table: str, ids: Iterable[int], entry_id: int | None = None) -> None:
    if table in watch.watched or entry_id:
        touched = _work(session).touched.setdefault(table, {})
        for number in ids:
            touched.setdefault(number, []).append(entry_id)


def _work(session: AnySession) -> Work:
    work: Work = session.info.setdefault(WORK, Work())
    return work


def _begin_change(session: AnySession, known: Watched, ids: Iterable[int], over: Reader) -> None:
    """Before a statement that changes these rows or their parts: locks and compares them, once a transaction."""
    work = _work(session)
    changed = work.touched.get(known.name, {})
    fresh = sorted({number for number in ids if None not in changed.get(number, ())})
    for some in batches(fresh):
        wrong = known.wrong(some, settings().keys.ring("seal"), over, lock=True)
        work.unlike.setdefault(known.name, set()).update(wrong)
    _touch(session, known.name, fresh)


@event.listens_for(Base, "after_insert", propagate=True)
def _inserted(_mapper: Mapper[Any], _connection: Connection, record: Base) -> None:
    if record.__tablename__ in watch.watched:
        _touch(_session_of(record), record.__tablename__, [record.id])


@event.listens_for(Base, "before_update", propagate=True)
def _updated(_mapper: Mapper[Any], connection: Connection, record: Base) -> None:
    """With the first row of a table, all of it that this flush will change: in two statements, not two a row."""
    known = watch.watched.get(record.__tablename__)
    if known is not None and _is_changed(record, known.versions[known.latest].columns):
        session, columns = _session_of(record), known.versions[known.latest].columns
        same = [one for one in session.dirty if type(one) is type(record) and _is_changed(one, columns)]
        _begin_change(session, known, (one.id for one in (record, *same)), connection)
    _part_changed(connection, record, always=False)


@event.listens_for(Base, "before_insert", propagate=True)
@event.listens_for(Base, "before_delete", propagate=True)
def _part_added_or_deleted(_mapper: Mapper[Any], connection: Connection, record: Base) -> None:
    _part_changed(connection, record, always=True)


def _part_changed(connection: Connection, record: Base, *, always: bool) -> None:
    for known, part in watch.parts.get(record.__tablename__, ()):
        if not always and not _is_changed(record, part.columns):
            continue
        owner = inspect(record).attrs[part.owner]
        owners = {owner.value, *(owner.history.deleted or ())}
        _begin_change(_session_of(record), known, _records_of(part, owners, connection), connection)


def _is_changed(record: Base, columns: Columns) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[column].history.has_changes() for column in columns.values())


def _records_of(part: Part, owners: Collection[int], over: Reader) -> Iterable[int]:
    """The records of parts with these values in the column of their owner."""
    if part.through is None:
        return owners
    between, above = part.through
    return over.execute(select(between.c[above]).where(between.c.id.in_(owners)).distinct()).scalars().all()


def _session_of(record: Base) -> AnySession:
    session = object_session(record)
    assert session is not None  # noqa: S101 - it is being flushed
    return session


@event.listens_for(Session, "do_orm_execute")
def _follow_statement(asked: ORMExecuteState) -> None:
    """The rows that an UPDATE or DELETE of many rows will change, and the records whose parts it will change."""
    mapper = asked.bind_mapper if asked.is_update or asked.is_delete else None
    if mapper is None:
        return
    table, where = cast(Table, mapper.local_table), cast(Update | Delete, asked.statement).whereclause
    chosen = true() if where is None else where
    if (known := watch.watched.get(table.name)) is not None:
        rows = select(table.c.id).where(chosen).order_by(table.c.id).with_for_update(key_share=True)
        _begin_change(asked.session, known, asked.session.scalars(rows).all(), asked.session)
    for known, part in watch.parts.get(table.name, ()):
        owners = asked.session.scalars(select(table.c[part.owner]).where(chosen).distinct()).all()
        _begin_change(asked.session, known, _records_of(part, owners, asked.session), asked.session)


@event.listens_for(Session, "before_commit")
def write_touched(session: AnySession) -> None:
    """Not at the end of a savepoint: what it touched may still change."""
    if session.in_nested_transaction():
        return
    session.flush()
    work: Work = session.info.pop(WORK, None) or Work()
    changed = {name: [number for number, by in rows.items() if None in by] for name, rows in work.touched.items()}
    for follow in followers if any(changed.values()) else ():  # a tap changes no watched row
        follow(changed)
    rows = [row for name in sorted(work.touched) for row in _made(session, name, work)]
    if rows:
        session.execute(insert(_prints), rows)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: AnySession, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(WORK, None)


def _made(session: AnySession, name: str, work: Work) -> Iterator[dict[str, Any]]:
    """A row that was only looked at costs nothing more than its entry, like an entry about no row."""
    key, at, known, touched = settings().keys.seal, clock.now(), watch.watched.get(name), work.touched[name]
    for number in sorted(work.unlike.get(name, ())):
        log.error("row was changed behind the program's back", table=name, row=number)
        yield row_of(key, name, number, UNLIKE, at, "")
    for some in batches(sorted(touched)):
        changed = [number for number in some if None in touched[number]]
        held = known.digests(changed, known.latest, session, lock=True) if known and changed else {}
        for number in some:
            version, digest = (known.latest, held[number]) if known and number in held else (NO_ROW, "")
            entries: list[int | None] = [*filter(None, touched[number])] or ([None] if number in held else [])
            yield from (row_of(key, name, number, version, at, digest, entry_id=entry) for entry in entries)
