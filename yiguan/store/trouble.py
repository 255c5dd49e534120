"""Trouble with the database, told apart: what passes, what was cut off, what has no room, and how each is told."""

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from yiguan.base.errors import Away, Full, Refusal

PASSING = ("40001", "40P01", "55P03")
ENDING = ("57P01", "57P02", "57P03", "57P05")
NO_ROOM = "53100"
CLASHING = ("23505", "23503")
CLASHING_IN_SQLITE = ("UNIQUE", "FOREIGN KEY")
"""Its driver gives no extended code; the message begins with the kind of the constraint and holds no value."""


def is_passing(trouble: DBAPIError) -> bool:
    """Busy, serialization failure, deadlock, lock wait: worth another try."""
    if isinstance(trouble, IntegrityError):  # its message names a column, and one may be called locked_until
        return False
    return _state(trouble) in PASSING or any(word in str(trouble.orig) for word in ("locked", "busy"))


def is_cut_off(trouble: DBAPIError) -> bool:
    """The server went away or is not there yet; psycopg says so by an error that has no SQLSTATE.

    The first such error empties the pool of all connections of that age, so that another try opens a fresh one.
    """
    lost = trouble.connection_invalidated or (isinstance(trouble, OperationalError) and _state(trouble) is None)
    return lost or _state(trouble) in ENDING


def is_clash(trouble: DBAPIError) -> bool:
    """Somebody else was first: the same once more, or a row this one points to has just gone."""
    if not isinstance(trouble, IntegrityError):
        return False
    return _state(trouble) in CLASHING or str(trouble.orig).startswith(CLASHING_IN_SQLITE)


def constraint_of(trouble: IntegrityError) -> str:
    """The name of what was broken, or the column that was empty: never a value, which PostgreSQL's message holds."""
    if diag := getattr(trouble.orig, "diag", None):
        return diag.constraint_name or f"{diag.table_name}.{diag.column_name}"
    return str(trouble.orig).rpartition(": ")[2]


def as_refusal(trouble: DBAPIError) -> Refusal | None:
    """What people are told; None when it is a fault of the program."""
    if is_cut_off(trouble):
        return Away()
    if _state(trouble) == NO_ROOM or "disk is full" in str(trouble.orig):
        return Full()
    return None


def _state(trouble: DBAPIError) -> str | None:
    """SQLSTATE on PostgreSQL, None where it gave none; empty on SQLite, which has none."""
    found: str | None = getattr(trouble.orig, "sqlstate", "")
    return found
