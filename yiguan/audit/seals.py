"""Sealing: the worker chains every row not yet sealed, so that a change made outside the program is detected.

The chain follows the order of sealing, not of rows: a row that is committed late is sealed late and never missed. A
seal names the version of columns it covers, so that it stays valid when its table gets a new column or another name.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, func, insert, select

from yiguan.audit.models import AuditEntry, Fingerprint, Seal
from yiguan.audit.shapes import Columns, columns, plain, raw
from yiguan.base import clock, crypto
from yiguan.store.db import Base, db

TURN = 20_261_123
SETTLED = timedelta(minutes=5)
"""No transaction lasts this long (statements end after 20 s, idle ones after 60), so no older row can still appear."""

SCHEME = 2
"""Of new seals; those of scheme 1 do not cover their own moment."""

Row = Mapping[Any, Any]
SealedAs = Mapping[Any, Any]
"""A row of `seal`; its own `mac` is not needed to make it."""
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

    def mac(self, key: bytes, last: bytes, row: Row, seal: SealedAs) -> bytes:
        """Covers the previous seal, the row, the version from 2 on, and with scheme 2 the moment of sealing too."""
        version = seal["version"]
        values = {name: str(row[column]) for name, column in self.versions[version].items()}
        digest = json.dumps(values, sort_keys=True, ensure_ascii=False)
        if seal["scheme"] == SCHEME:
            return crypto.mac(key, last, "seal", SCHEME, str(plain(seal["at"])), self.name, version, digest)
        stated = (version,) if version > 1 else ()
        return crypto.mac(key, last, self.name, *stated, digest)

    def rows(self) -> Select[Any]:
        """What a seal may cover, each column under its own name."""
        return select(*raw(self.table, columns(*self.table.columns.keys())))

    def is_sealed_by(self, seal: SealedAs, key: bytes, last: bytes, row: Row) -> bool:
        """Whether the seal covers this row, as it is or as it was before the change that is allowed."""
        return any(self.mac(key, last, held, seal) == seal["mac"] for held in (row, self.earlier(row)))


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
    done, now = 0, clock.now()
    for source in sources.values():
        seals = []
        for row in db.session.execute(_unsealed(source, now).limit(limit)).mappings():
            seal = {"source": source.name, "row_id": row["id"], "version": source.latest, "scheme": SCHEME, "at": now}
            last = source.mac(key, last, row, seal)
            seals.append(seal | {"mac": last})
        if seals:
            db.session.execute(insert(Seal), seals)
        done += len(seals)
    return done


def _unsealed(source: Source, now: datetime) -> Select[Any]:
    """New rows only: one that appears under an old number later is reported (chain.py) and never sealed."""
    fresh: ColumnElement[bool] = source.table.c.id > settled(source, now).scalar_subquery()
    return source.rows().where(fresh, ~is_sealed(source)).order_by(source.table.c.id)


def settled(source: Source, now: datetime) -> Select[int]:
    """The number up to which no row of the program's own can appear any more."""
    highest = func.coalesce(func.max(Seal.row_id), 0)
    return select(highest).where(Seal.source == source.name, Seal.at < now - SETTLED)


def is_sealed(source: Source) -> ColumnElement[bool]:
    sealed = select(Seal.row_id).where(Seal.source == source.name, Seal.row_id == source.table.c.id)
    return sealed.exists()
