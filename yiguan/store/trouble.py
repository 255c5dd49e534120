"""Trouble with the database, told apart: what passes, what was cut off, what has no room, and how each is told."""

from sqlalchemy.exc import DBAPIError, OperationalError

from yiguan.base.errors import Away, Full, Refusal

PASSING = ("40001", "40P01", "55P03")
ENDING = ("57P01", "57P02", "57P03", "57P05")
NO_ROOM = "53100"


def is_passing(trouble: DBAPIError) -> bool:
    """Busy, serialization failure, deadlock, lock wait: worth another try."""
    return _state(trouble) in PASSING or any(word in str(trouble.orig) for word in ("locked", "busy"))


def is_cut_off(trouble: DBAPIError) -> bool:
    """The server went away or is not there yet; psycopg says so by an error that has no SQLSTATE.

    The first such error empties the pool of all connections of that age, so that another try opens a fresh one.
    """
    lost = trouble.connection_invalidated or (isinstance(trouble, OperationalError) and _state(trouble) is None)
    return lost or _state(trouble) in ENDING


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
