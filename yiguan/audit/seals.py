"""Sealing: the worker chains every row not yet sealed, so that a change made outside the program is detected.

The chain follows the order of sealing, not of rows: a row that is committed late is sealed late and never missed. A
seal names the version of columns it covers, so that it stays valid when its table gets a new column or another name.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, RowMapping, Table, func, insert, select

from yiguan.audit.models import AuditEntry, Seal
from yiguan.base import clock, crypto
from yiguan.store.db import Base, db

TURN = 20_261_123
SETTLED = timedelta(minutes=5)
"""No transaction lasts this long (statements end after 20 s, idle ones after 60), so no older row can still appear."""


Columns = dict[str, str]
"""Key in the digest → the column that holds it today."""


def columns(*same: str, **renamed: str) -> Columns:
    """The keys of a digest; a key whose column was renamed is passed as `key="column"`."""
    return {name: name for name in same} | renamed


@dataclass(frozen=True)
class Source:
    """A sealed append-only table, with every version of its sealed columns; `mutable` ones are not sealed."""

    name: str
    table: Table
    versions: Mapping[int, Columns]
    mutable: frozenset[str]

    @property
    def latest(self) -> int:
        return max(self.versions)

    def mac(self, key: bytes, last: bytes, row: RowMapping, version: int) -> bytes:
        """Covers the previous seal, the row and, from version 2 on, the version itself."""
        values = {name: str(row[column]) for name, column in self.versions[version].items()}
        digest = json.dumps(values, sort_keys=True, ensure_ascii=False)
        stated = (version,) if version > 1 else ()
        return crypto.mac(key, last, self.name, *stated, digest)


sources: dict[str, Source] = {}


def register(name: str, model: type[Base], versions: Mapping[int, Columns], *, mutable: Sequence[str] = ()) -> None:
    """Declares a table as sealed; called once where the table is defined.

    Seals cover `name` and the keys of a version, so these never change; a new column goes into a new version.
    """
    sources[name] = Source(name, cast(Table, model.__table__), versions, frozenset(mutable))


AUDIT_ENTRY = columns("id", "at", "actor_kind", "actor_id", "role", "act", "subject", "subject_id", "before", "after",
                      "reason", "note", "is_sample")  # fmt: skip
register("audit_entry", AuditEntry, {1: AUDIT_ENTRY})


def seal_new(key: bytes, limit: int = 2000) -> int:
    """Seals at most `limit` unsealed rows per table and returns how many. Two callers take turns."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TURN)))  # SQLite's writers queue anyway
    last = db.session.scalar(select(Seal.mac).order_by(Seal.id.desc()).limit(1)) or b""
    done = 0
    for source in sources.values():
        seals = []
        for row in db.session.execute(_unsealed(source).limit(limit)).mappings():
            last = source.mac(key, last, row, source.latest)
            about = {"source": source.name, "row_id": row["id"], "version": source.latest}
            seals.append(about | {"mac": last, "at": clock.now()})
        if seals:
            db.session.execute(insert(Seal), seals)
        done += len(seals)
    return done


def _unsealed(source: Source) -> Any:
    settled = select(func.coalesce(func.max(Seal.row_id), 0)).where(
        Seal.source == source.name, Seal.at < clock.now() - SETTLED
    )
    sealed = select(Seal.row_id).where(Seal.source == source.name, Seal.row_id == source.table.c.id)
    fresh: ColumnElement[bool] = source.table.c.id > settled.scalar_subquery()
    return select(source.table).where(fresh, ~sealed.exists()).order_by(source.table.c.id)


def verify(key: bytes) -> list[str]:
    """The faults found: changed rows, missing rows, a broken chain."""
    faults, last = [], b""
    chain = select(Seal.source, Seal.row_id, Seal.version, Seal.mac).order_by(Seal.id)
    for some in db.session.execute(chain.execution_options(yield_per=500)).partitions():
        rows = _rows_of(some)
        for seal in some:
            if fault := _fault(key, last, seal, rows.get((seal.source, seal.row_id))):
                faults.append(f"{seal.source} {seal.row_id}: {fault}")
            last = seal.mac
    return faults


def _rows_of(some: Sequence[Any]) -> dict[tuple[str, int], RowMapping]:
    """The rows of these seals, one statement per source."""
    found: dict[tuple[str, int], RowMapping] = {}
    for source in sources.values():
        ids = [seal.row_id for seal in some if seal.source == source.name]
        rows = db.session.execute(select(source.table).where(source.table.c.id.in_(ids))).mappings()
        found |= {(source.name, row["id"]): row for row in rows}
    return found


def _fault(key: bytes, last: bytes, seal: Any, row: RowMapping | None) -> str:
    source = sources.get(seal.source)
    if source is None or seal.version not in source.versions:
        return "sealed under columns that this program does not know"
    if row is None:
        return "the row is gone"
    return "" if source.mac(key, last, row, seal.version) == seal.mac else "the row or the chain was changed"
