"""The only INSERTs into check_in: the unique indexes decide who was first, not a SELECT beforehand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, Grade
from yiguan.store.db import db

_table = cast(Table, CheckIn.__table__)
ONE = {
    "sqlite": sqlite.insert(_table).on_conflict_do_nothing().returning(_table.c.id),
    "postgresql": postgresql.insert(_table).on_conflict_do_nothing().returning(_table.c.id),
}
MANY = {
    "sqlite": sqlite.insert(_table).on_conflict_do_nothing().returning(_table.c.key, _table.c.id),
    "postgresql": postgresql.insert(_table).on_conflict_do_nothing().returning(_table.c.key, _table.c.id),
}
GRADES = {
    CheckInSource.SCREEN: Grade.B,
    CheckInSource.PRINT: Grade.D,
    CheckInSource.PERSONAL: Grade.C,
    CheckInSource.PAPER: Grade.E,
}
"""The grade of a source; all other sources mean that somebody at the check-in desk saw the person (A)."""


class Held(Protocol):
    """A meeting, or what a tap reads of one."""

    @property
    def id(self) -> int: ...

    @property
    def year(self) -> int: ...


def row_of(
    meeting: Held,
    key: str,
    source: CheckInSource,
    at: datetime,
    *,
    part: int = 1,
    device: int | None = None,
    operator: int | None = None,
    is_sample: bool = False,
) -> dict[str, Any]:
    """The columns that every scan has; the caller adds person and verdict."""
    row = {"meeting_id": meeting.id, "year": meeting.year, "part": part, "key": key, "source": source, "at": at}
    row |= {"grade": GRADES.get(source, Grade.A), "device_id": device, "operator_id": operator}
    return row | {"mark": "", "is_sample": is_sample}


def insert_row(values: dict[str, Any]) -> int | None:
    """The new row's id; None when a unique index refused it."""
    connection = db.session.connection()
    found: int | None = connection.scalar(ONE[connection.dialect.name], values)
    return found


def insert_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Key → id of the new rows; the missing ones were refused by a unique index."""
    connection = db.session.connection()
    return {row.key: row.id for row in connection.execute(MANY[connection.dialect.name], rows)}
