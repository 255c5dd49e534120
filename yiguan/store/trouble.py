"""Classifies database errors: temporary, connection lost, disk full, conflict; and gives the refusal for each."""

import errno

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from yiguan.base.errors import Away, Full, Refusal

PASSING = ("40001", "40P01", "55P03")
ENDING = ("57P01", "57P02", "57P03", "57P05")
NO_ROOM = "53100"
NO_ROOM_FOR_FILES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLASHING = ("23505", "23503")
CLASHING_IN_SQLITE = ("UNIQUE", "FOREIGN KEY")
"""SQLite's driver gives no extended code; the message begins with the kind of the constraint and holds no value."""


def is_passing(trouble: DBAPIError) -> bool:
    """Busy, serialization failure, deadlock, lock timeout: worth a retry."""
    if isinstance(trouble, IntegrityError):  # its message names a column, and one may be called locked_until
        return False
    return _state(trouble) in PASSING or any(word in str(trouble.orig) for word in ("locked", "busy"))


def is_cut_off(trouble: DBAPIError) -> bool:
    """The connection was lost or refused; psycopg reports that by an error without SQLSTATE.

    The first such error invalidates the pool's older connections, so that a retry opens a new one.
    """
    lost = trouble.connection_invalidated or (isinstance(trouble, OperationalError) and _state(trouble) is None)
    return lost or _state(trouble) in ENDING


def is_clash(trouble: DBAPIError) -> bool:
    """A concurrent write came first: the same row exists, or a referenced row was deleted."""
    if not isinstance(trouble, IntegrityError):
        return False
    return _state(trouble) in CLASHING or str(trouble.orig).startswith(CLASHING_IN_SQLITE)


def constraint_of(trouble: IntegrityError) -> str:
    """The broken constraint's name, or the column that was null; never a value, which PostgreSQL's message contains."""
    if diag := getattr(trouble.orig, "diag", None):
        return diag.constraint_name or f"{diag.table_name}.{diag.column_name}"
    return str(trouble.orig).rpartition(": ")[2]


def as_refusal(trouble: DBAPIError | OSError) -> Refusal | None:
    """The refusal for people; None when the error is a bug."""
    if isinstance(trouble, OSError):
        return Full() if trouble.errno in NO_ROOM_FOR_FILES else None
    if is_cut_off(trouble) or "disk I/O error" in str(trouble.orig):
        return Away()
    if _state(trouble) == NO_ROOM or "disk is full" in str(trouble.orig):
        return Full()
    return None


def _state(trouble: DBAPIError) -> str | None:
    """SQLSTATE on PostgreSQL, None for an error without one; empty on SQLite."""
    found: str | None = getattr(trouble.orig, "sqlstate", "")
    return found
