"""The dated baseline of rows that are older than their fingerprints, or that a migration has changed.

Migrations call it, so it knows tables by their names alone, and what it writes never changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    column,
    func,
    insert,
    select,
    table,
)

from yiguan.audit.fingerprints import NO_ROW, covers, row_of
from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import AT_ONCE, Watched, batches
from yiguan.base import clock
from yiguan.settings import settings

START = "audit_entry"
"""Subject of the row that says up to which entry the trail is older than fingerprints (verify.py)."""
FINGERPRINT = table(
    "fingerprint",
    *map(column, ("id", "subject", "subject_id", "entry_id", "version")),
    column("at", DateTime(timezone=True)),
    column("content", LargeBinary()),
    column("mac", LargeBinary()),
)


@dataclass(frozen=True)
class OldPart:
    """Rows that belong to a record, as shapes.Part, with the names of their columns in one line."""

    name: str
    table: str
    owner: str
    columns: str
    through: tuple[str, str] | None = None


@dataclass(frozen=True)
class Old:
    """A watched table as it was at the migration, with the names of its watched columns in one line."""

    name: str
    columns: str
    parts: Sequence[OldPart] = ()
    version: int = 1


def write_start(connection: Connection) -> None:
    """Says up to which entry the trail is older than fingerprints; writes nothing when the trail is empty."""
    last = connection.scalar(select(func.max(column("id"))).select_from(table(START)))
    if last:
        connection.execute(insert(FINGERPRINT), [_row(START, last, NO_ROW, "")])


def write(connection: Connection, old: Old) -> None:
    """A fingerprint of every row of the table, in batches."""
    known = _watched(connection, old)
    for ids in _batches(connection, known.table):
        digests = known.digests(ids, old.version, connection)
        rows = [_row(old.name, number, old.version, digest) for number, digest in digests.items()]
        connection.execute(insert(FINGERPRINT), rows)


def proven(connection: Connection, *olds: Old) -> Sequence[int]:
    """The rows that hold what their last fingerprint says, to be read before a migration changes their columns.

    `olds` are all versions that a row's last fingerprint may have. After the change `carry` proves these rows alone, so
    that one that somebody else changed before is reported as before.
    """
    ring, found = settings().keys.ring("seal"), []
    for old in olds:
        known = _watched(connection, old)
        for ids in _batches(connection, known.table):
            digests = known.digests(ids, old.version, connection)
            newest = _newest(connection, old, ids)
            found += [n for n, digest in digests.items() if n in newest and covers(ring, newest[n], digest)]
    return sorted(found)


def carry(connection: Connection, new: Old, ids: Sequence[int]) -> None:
    """A fingerprint of each of these rows in its new shape."""
    known = _watched(connection, new)
    for some in batches(ids):
        digests = known.digests(some, new.version, connection)
        rows = [_row(new.name, number, new.version, digest) for number, digest in digests.items()]
        connection.execute(insert(FINGERPRINT), rows)


def _newest(connection: Connection, old: Old, ids: Sequence[int]) -> dict[int, RowMapping]:
    """Row's id → its last fingerprint, where that is of this version."""
    of_these = (FINGERPRINT.c.subject == old.name, FINGERPRINT.c.subject_id.in_(ids), FINGERPRINT.c.version > NO_ROW)
    last = select(func.max(FINGERPRINT.c.id)).where(*of_these).group_by(FINGERPRINT.c.subject_id)
    query = select(FINGERPRINT).where(FINGERPRINT.c.id.in_(last), FINGERPRINT.c.version == old.version)
    return {row["subject_id"]: row for row in connection.execute(query).mappings()}


def _watched(connection: Connection, old: Old) -> Watched:
    metadata = MetaData()

    def read(name: str) -> Table:
        return Table(name, metadata, autoload_with=connection, resolve_fks=False)

    parts = {}
    for part in old.parts:
        through = (read(part.through[0]), part.through[1]) if part.through else None
        parts[part.name] = Part(read(part.table), part.owner, columns(*part.columns.split()), through)
    return Watched(old.name, read(old.name), {old.version: Shape(columns(*old.columns.split()), parts)}, {})


def _batches(connection: Connection, known: Table) -> Iterator[Sequence[int]]:
    last, query = 0, select(known.c.id).order_by(known.c.id).limit(AT_ONCE)
    while ids := connection.scalars(query.where(known.c.id > last)).all():
        yield ids
        last = ids[-1]


def _row(name: str, number: int, version: int, digest: str) -> dict[str, Any]:
    return row_of(settings().keys.seal, name, number, version, clock.now(), digest)
