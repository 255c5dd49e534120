"""A fingerprint: a keyed digest of what a watched row holds, itself proven by a MAC, and how one is compared."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from yiguan.audit import shapes
from yiguan.audit.models import Fingerprint
from yiguan.base import crypto

NO_ROW = 0
"""Version of a fingerprint that proves its entry alone."""
UNLIKE = -1
"""Version of one that says: when the program was about to change this row, it was not as its last fingerprint says."""

Reader = Session | Connection
Ring = Sequence[bytes]
"""The seal keys of the installation, the present one first."""
Row = Mapping[Any, Any]


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


def mac(key: bytes, row: Row) -> bytes:
    """Covers the moment and the entry too, so that an older fingerprint of the row cannot be put in its place."""
    about = (row["subject"], row["subject_id"], row["entry_id"] or 0, row["version"], shapes.plain(row["at"]))
    return crypto.mac(key, "fingerprint", *about, row["content"])


def covers(ring: Ring, row: Row, digest: str) -> bool:
    """Whether the fingerprint is the program's own, of a row with this digest; its seal tells whether of its time."""
    held = ((mac(key, row), content(key, row["version"], digest)) for key in ring)
    return (row["mac"], row["content"]) in held


def newest(subject: str, ids: Sequence[int], over: Reader) -> dict[int, Row]:
    """Row's id → the last fingerprint of what it holds."""
    of_these = (Fingerprint.subject == subject, Fingerprint.subject_id.in_(ids), Fingerprint.version > NO_ROW)
    last = select(func.max(Fingerprint.id)).where(*of_these).group_by(Fingerprint.subject_id)
    rows = over.execute(select(Fingerprint.__table__).where(Fingerprint.id.in_(last))).mappings()
    return {row["subject_id"]: row for row in rows}
