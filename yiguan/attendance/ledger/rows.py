"""How a scan becomes a row: one INSERT, and the unique indexes decide who was first, never a look beforehand."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, Grade
from yiguan.store.db import db

_table = cast(Table, CheckIn.__table__)
INSERT = {
    "sqlite": sqlite.insert(_table).on_conflict_do_nothing().returning(_table.c.id),
    "postgresql": postgresql.insert(_table).on_conflict_do_nothing().returning(_table.c.id),
}


def row_of(
    meeting_id: int,
    key: str,
    source: CheckInSource,
    grade: Grade,
    at: datetime,
    *,
    part: int = 1,
    device: int | None = None,
    operator: int | None = None,
    is_sample: bool = False,
) -> dict[str, Any]:
    """What every scan has; who it was and how it was decided comes later."""
    row = {"meeting_id": meeting_id, "part": part, "key": key, "source": source, "grade": grade, "at": at}
    return row | {"device_id": device, "operator_id": operator, "mark": "", "is_sample": is_sample}


def insert_row(values: dict[str, Any]) -> int | None:
    """The new row's number; None when a unique index held it off."""
    connection = db.session.connection()
    found: int | None = connection.scalar(INSERT[connection.dialect.name], values)
    return found
