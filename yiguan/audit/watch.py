"""Watched tables: each transaction that touches one of their rows leaves a fingerprint of it, in the same transaction.

A row is touched when the session inserts it or changes a watched column, or when an UPDATE of its class names it. An
entry about a row that the transaction leaves as it was proves itself alone: a look must not vouch for the row. After
an INSERT statement, whose numbers only its caller knows, the caller calls `touch`. The fingerprint is made of the row
as it stands in the database at the commit, whoever changed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Delete, Table, Update, event, insert, inspect, select, true
from sqlalchemy.orm import ORMExecuteState, SessionTransaction
from sqlalchemy.orm import Session as AnySession

from yiguan.audit import shapes
from yiguan.audit.models import Event, Fingerprint
from yiguan.audit.shapes import Shape
from yiguan.base import clock, crypto
from yiguan.settings import settings
from yiguan.store.db import Base, Session, db

TOUCHED = "touched"
AT_ONCE = 500
"""Rows read by one statement."""
_prints = cast(Table, Fingerprint.__table__)
NO_ROW = 0
"""Version of a fingerprint that proves its entry alone."""

Reader = AnySession | Connection
Entries = dict[int, list[int | None]]
"""A row's id → the entries of the trail about it in this transaction, and None if it was changed."""


@dataclass(frozen=True)
class Watched:
    """A table whose rows have fingerprints, with every version of what they cover; `apart` gives, for each column that
    they do not cover, the reason.
    """

    name: str
    table: Table
    versions: Mapping[int, Shape]
    apart: Mapping[str, str]

    @property
    def latest(self) -> int:
        return max(self.versions)

    def digests(self, ids: Sequence[int], version: int, over: Reader, *, lock: bool = False) -> dict[int, str]:
        """Row's id → the digest of what this version covers; rows that are gone are left out.

        `lock` lets two transactions that touch one row fingerprint it one after the other (PostgreSQL).
        """
        shape = self.versions[version]
        query = select(*shapes.raw(self.table, shape.columns)).where(self.table.c.id.in_(ids)).order_by(self.table.c.id)
        query = query.with_for_update(key_share=True) if lock else query
        held = {row["id"]: dict(row) for row in over.execute(query).mappings()}
        for content in held.values():
            content |= {name: [] for name in shape.parts}
        for name, part in shape.parts.items() if held else ():
            for row in over.execute(part.rows_of(held)).mappings():
                held[row["owner"]][name].append(dict(row))
        return {number: shapes.digest(content) for number, content in held.items()}


watched: dict[str, Watched] = {}
unwatched: dict[str, str] = {
    "seal": "is the chain itself; its head is anchored outside the database",
    "answer": "the kept answer of a write that arrived twice, authenticated by its cipher",
    "key_proof": "an HMAC made with the key itself, which is not in the database",
    "job_run": "when a job last ran; nothing of a matter depends on it",
}
"""Table → why its rows have neither fingerprints nor seals; the slices' sealed.py add theirs."""


def watch(model: type[Base], versions: Mapping[int, Shape], *, apart: Mapping[str, str] | None = None) -> None:
    """Declares a table as watched, under its name; called once, in the slice's sealed.py."""
    table = cast(Table, model.__table__)
    watched[table.name] = Watched(table.name, table, versions, apart or {})


def leave(model: type[Base], why: str) -> None:
    """Declares that a table is neither watched nor sealed."""
    unwatched[cast(Table, model.__table__).name] = why


TELLING = "set by the job that tells people; no step of a matter depends on it"
EVENT = shapes.columns("id", "entry_id", "subject", "subject_id", "act")
watch(Event, {1: Shape(EVENT)}, apart={"told_at": TELLING})


def touch(table: str, ids: Iterable[int], *, entry_id: int | None = None) -> None:
    """These rows get a fingerprint when the transaction ends. So does the entry, even if it is about no watched row."""
    _touch(db.session(), table, ids, entry_id)


def _touch(session: AnySession, table: str, ids: Iterable[int], entry_id: int | None) -> None:
    known = watched.get(table)
    if known is None and not entry_id:
        return
    changed = [None] if known and known.versions[known.latest].parts else []  # parts change without their record
    touched: Entries = session.info.setdefault(TOUCHED, {}).setdefault(table, {})
    for number in ids:
        touched.setdefault(number, []).extend([entry_id, *changed])


@event.listens_for(Session, "after_flush")
def _follow(session: AnySession, _context: object) -> None:
    for record in (*session.new, *session.dirty):
        known = watched.get(record.__tablename__)
        if known is not None and (record in session.new or _is_changed(record, known)):
            _touch(session, known.name, [record.id], None)


def _is_changed(record: Base, known: Watched) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[column].history.has_changes() for column in known.versions[known.latest].columns.values())


@event.listens_for(Session, "do_orm_execute")
def _follow_statement(asked: ORMExecuteState) -> None:
    """The rows that an UPDATE or DELETE of many rows will change."""
    mapper = asked.bind_mapper if asked.is_update or asked.is_delete else None
    known = watched.get(cast(Table, mapper.local_table).name) if mapper else None
    if known is not None:
        where = cast(Update | Delete, asked.statement).whereclause
        rows = select(known.table.c.id).where(true() if where is None else where).with_for_update(key_share=True)
        _touch(asked.session, known.name, asked.session.scalars(rows).all(), None)


@event.listens_for(Session, "before_commit")
def write_touched(session: AnySession) -> None:
    """Not at the end of a savepoint: what it touched may still change."""
    if session.in_nested_transaction():
        return
    session.flush()
    touched: dict[str, Entries] = session.info.pop(TOUCHED, {})
    rows = [row for name in sorted(touched) for row in _made(session, name, touched[name])]
    if rows:
        session.execute(insert(_prints), rows)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: AnySession, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(TOUCHED, None)


def _made(session: AnySession, name: str, touched: Entries) -> Iterator[dict[str, Any]]:
    """A row that was only looked at costs nothing more than its entry, like an entry about no row."""
    key, at, known = settings().keys.seal, clock.now(), watched.get(name)
    for some in batches(sorted(touched)):
        changed = [number for number in some if None in touched[number]]
        held = known.digests(changed, known.latest, session, lock=True) if known and changed else {}
        for number in some:
            version, digest = (known.latest, held[number]) if known and number in held else (NO_ROW, "")
            entries: Sequence[int | None] = [*filter(None, touched[number])] or ([None] if number in held else [])
            yield from (row_of(key, name, number, version, at, digest, entry_id=entry) for entry in entries)


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def row_of(
    key: bytes, subject: str, number: int, version: int, at: datetime, digest: str, *, entry_id: int | None = None
) -> dict[str, Any]:
    """A row of `fingerprint`."""
    about = {"subject": subject, "subject_id": number, "entry_id": entry_id, "version": version, "at": at}
    row = about | {"content": content(key, version, digest)}
    return row | {"mac": mac(key, row)}


def content(key: bytes, version: int, digest: str) -> bytes:
    """Keyed, so that nobody who has the database alone tries out what stood there."""
    return crypto.mac(key, "content", version, digest)


def covers(ring: Sequence[bytes], row: Mapping[Any, Any], digest: str) -> bool:
    """Whether the fingerprint is the program's own, of a row with this digest; its seal tells whether of its time."""
    held = ((mac(key, row), content(key, row["version"], digest)) for key in ring)
    return (row["mac"], row["content"]) in held


def mac(key: bytes, row: Mapping[Any, Any]) -> bytes:
    """Covers the moment and the entry too, so that an older fingerprint of the row cannot be put in its place."""
    about = (row["subject"], row["subject_id"], row["entry_id"] or 0, row["version"], shapes.plain(row["at"]))
    return crypto.mac(key, "fingerprint", *about, row["content"])
