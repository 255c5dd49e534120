"""Sealing: the worker chains every row not yet sealed, so that a change made outside the program is detected.

The chain follows the order of sealing, not of rows: a row that is committed late is sealed late and never missed. A
seal names the version of columns it covers, so that it stays valid when its table gets a new column or another name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, insert, select

from yiguan.audit.models import AuditEntry, Fingerprint, Seal
from yiguan.audit.shapes import Columns, columns, raw
from yiguan.base import clock, crypto
from yiguan.store.db import Base, db

TURN = 20_261_123
SETTLED = timedelta(minutes=5)
"""No transaction lasts this long (statements end after 20 s, idle ones after 60), so no older row can still appear."""

Row = Mapping[Any, Any]
Earlier = Callable[[Row], Row]
"""What a row held when it was sealed, if it has changed since in the one way that is allowed; else the row itself."""


@dataclass(frozen=True)
class Source:
    """A sealed append-only table, with every version of its sealed columns; each row says `at` when it was written."""

    name: str
    table: Table
    versions: Mapping[int, Columns]
    earlier: Earlier

    @property
    def latest(self) -> int:
        return max(self.versions)

    def mac(self, key: bytes, last: bytes, row: Row, version: int) -> bytes:
        """Covers the previous seal, the row and, from version 2 on, the version itself."""
        values = {name: str(row[column]) for name, column in self.versions[version].items()}
        digest = json.dumps(values, sort_keys=True, ensure_ascii=False)
        stated = (version,) if version > 1 else ()
        return crypto.mac(key, last, self.name, *stated, digest)

    def rows(self) -> Select[Any]:
        """What a seal may cover, each column under its own name."""
        return select(*raw(self.table, columns(*self.table.columns.keys())))

    def is_sealed_by(self, seal: Any, key: bytes, last: bytes, row: Row) -> bool:
        """Whether the seal covers this row, as it is or as it was before the change that is allowed."""
        return any(self.mac(key, last, held, seal.version) == seal.mac for held in (row, self.earlier(row)))


sources: dict[str, Source] = {}


def register(
    name: str, model: type[Base], versions: Mapping[int, Columns], *, earlier: Earlier = lambda row: row
) -> None:
    """Declares a table as sealed; called once, in the slice's sealed.py.

    Seals cover `name` and the keys of a version, so these never change; a new column goes into a new version.
    """
    sources[name] = Source(name, cast(Table, model.__table__), versions, earlier)


AUDIT_ENTRY = columns("id", "at", "actor_kind", "actor_id", "role", "act", "subject", "subject_id", "before", "after",
                      "reason", "note", "is_sample")  # fmt: skip
FINGERPRINT = columns("id", "subject", "subject_id", "entry_id", "version", "at", "content", "mac")
register("audit_entry", AuditEntry, {1: AUDIT_ENTRY, 2: AUDIT_ENTRY | columns("year")})
register("fingerprint", Fingerprint, {1: FINGERPRINT})


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


def _unsealed(source: Source) -> Select[Any]:
    """New rows only: one that appears under an old number later is reported (verify.py) and never sealed."""
    fresh: ColumnElement[bool] = source.table.c.id > settled(source).scalar_subquery()
    return source.rows().where(fresh, ~is_sealed(source)).order_by(source.table.c.id)


def settled(source: Source) -> Select[int]:
    """The number up to which no row of the program's own can appear any more."""
    highest = func.coalesce(func.max(Seal.row_id), 0)
    return select(highest).where(Seal.source == source.name, Seal.at < clock.now() - SETTLED)


def is_sealed(source: Source) -> ColumnElement[bool]:
    sealed = select(Seal.row_id).where(Seal.source == source.name, Seal.row_id == source.table.c.id)
    return sealed.exists()
