"""Watched tables: each transaction that touches one of their rows leaves a fingerprint of it, in the same transaction.

A row is touched when the trail gets an entry about it, or when the session inserts it or changes a watched column. A
statement that the session does not follow (INSERT of many rows) is followed by `touch`. The fingerprint is made of the
row as it stands in the database at the commit, whoever changed it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, event, insert, inspect, select
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction

from yiguan.audit import shapes
from yiguan.audit.models import Event, Fingerprint
from yiguan.audit.shapes import Shape
from yiguan.base import clock, crypto
from yiguan.settings import settings
from yiguan.store.db import Base, Session, db

TOUCHED = "touched"
AT_ONCE = 500
"""Rows read by one statement."""

Reader = AnySession | Connection
Entries = dict[int, list[int]]
"""A row's id → the entries of the trail about it in this transaction."""


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
    """These rows get a fingerprint when the transaction ends; nothing happens for a table that is not watched."""
    _touch(db.session(), table, ids, entry_id)


def _touch(session: AnySession, table: str, ids: Iterable[int], entry_id: int | None) -> None:
    if table not in watched:
        return
    touched: Entries = session.info.setdefault(TOUCHED, {}).setdefault(table, {})
    for number in ids:
        touched.setdefault(number, []).extend([entry_id] if entry_id else [])


@event.listens_for(Session, "after_flush")
def _follow(session: AnySession, _context: object) -> None:
    for record in (*session.new, *session.dirty):
        known = watched.get(record.__tablename__)
        if known is not None and (record in session.new or _is_changed(record, known)):
            _touch(session, known.name, [record.id], None)


def _is_changed(record: Base, known: Watched) -> bool:
    attributes = inspect(record).attrs
    return any(attributes[column].history.has_changes() for column in known.versions[known.latest].columns.values())


@event.listens_for(Session, "before_commit")
def _write(session: AnySession) -> None:
    """Not at the end of a savepoint: what it touched may still change."""
    if session.in_nested_transaction():
        return
    session.flush()
    touched: dict[str, Entries] = session.info.pop(TOUCHED, {})
    rows = [row for name in sorted(touched) for row in _made(session, watched[name], touched[name])]
    if rows:
        session.execute(insert(Fingerprint), rows)


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: AnySession, previous: SessionTransaction) -> None:
    if not previous.nested:
        session.info.pop(TOUCHED, None)


def _made(session: AnySession, known: Watched, touched: Entries) -> Iterator[dict[str, Any]]:
    key, at, version = settings().keys.seal, clock.now(), known.latest
    for some in batches(sorted(touched)):
        for number, digest in known.digests(some, version, session, lock=True).items():
            for entry_id in touched[number] or (None,):
                yield row_of(key, known.name, number, version, at, digest, entry_id=entry_id)


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def row_of(
    key: bytes, subject: str, number: int, version: int, at: datetime, digest: str, *, entry_id: int | None = None
) -> dict[str, Any]:
    """A row of `fingerprint`."""
    about = {"subject": subject, "subject_id": number, "entry_id": entry_id, "version": version, "at": at}
    return about | {"mac": mac(key, subject, number, version, at, digest, entry_id=entry_id)}


def mac(
    key: bytes, subject: str, number: int, version: int, at: datetime, digest: str, *, entry_id: int | None = None
) -> bytes:
    """Covers the moment and the entry too, so that an older fingerprint of the row cannot be put in its place."""
    return crypto.mac(key, "fingerprint", subject, number, entry_id or 0, version, shapes.plain(at), digest)
