"""Sealing: the worker chains every row not yet sealed, so that a change made behind the program's back shows.

Order is seal order, not row order: a transaction that commits late is sealed late and missed by nobody.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, func, insert, select

from yiguan.audit.models import AuditEntry, Seal
from yiguan.base import clock, crypto
from yiguan.store.db import Base, db

TURN = 20_261_123
SETTLED = timedelta(minutes=5)
"""No transaction lives this long (statements end after 20 s, idle ones after 60): what was sealed before is whole."""


@dataclass(frozen=True)
class Source:
    """An append-only table that is its own audit; `mutable` columns stay outside the digest."""

    table: Table
    mutable: frozenset[str] = frozenset()

    def digest(self, row: Any) -> str:
        values = {key: str(value) for key, value in row._mapping.items() if key not in self.mutable}
        return json.dumps(values, sort_keys=True, ensure_ascii=False)


_sources: dict[str, Source] = {}


def register(model: type[Base], *, mutable: Sequence[str] = ()) -> None:
    """Declares a table as sealed; called once where the table is defined."""
    table = cast(Table, model.__table__)
    _sources[table.name] = Source(table, frozenset(mutable))


register(AuditEntry)


def seal_new(key: bytes, limit: int = 2000) -> int:
    """Seals what is not yet sealed, at most `limit` rows a table; returns how many. Two callers take turns."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(TURN)))  # SQLite's writers queue anyway
    last = db.session.scalar(select(Seal.mac).order_by(Seal.id.desc()).limit(1)) or b""
    done = 0
    for name, source in _sources.items():
        rows = db.session.execute(_unsealed(source).limit(limit)).all()
        seals = []
        for row in rows:
            last = crypto.mac(key, last, name, source.digest(row))
            seals.append({"source": name, "row_id": row.id, "mac": last, "at": clock.now()})
        if seals:
            db.session.execute(insert(Seal), seals)
        done += len(seals)
    return done


def _unsealed(source: Source) -> Any:
    settled = select(func.coalesce(func.max(Seal.row_id), 0)).where(
        Seal.source == source.table.name, Seal.at < clock.now() - SETTLED
    )
    sealed = select(Seal.row_id).where(Seal.source == source.table.name, Seal.row_id == source.table.c.id)
    fresh: ColumnElement[bool] = source.table.c.id > settled.scalar_subquery()
    return select(source.table).where(fresh, ~sealed.exists()).order_by(source.table.c.id)


def verify(key: bytes) -> list[str]:
    """What does not fit: changed rows, missing rows, a broken chain. Empty when all is well."""
    faults, last = [], b""
    for seal in db.session.scalars(select(Seal).order_by(Seal.id).execution_options(yield_per=500)):
        source = _sources[seal.source]
        row = db.session.execute(select(source.table).where(source.table.c.id == seal.row_id)).first()
        if row is None:
            faults.append(f"{seal.source} {seal.row_id}: the row is gone")
        elif crypto.mac(key, last, seal.source, source.digest(row)) != seal.mac:
            faults.append(f"{seal.source} {seal.row_id}: the row or the chain was changed")
        last = seal.mac
    return faults
