"""The only INSERTs into check_in: the unique indexes decide who was first, not a SELECT beforehand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, cast

from sqlalchemy import BigInteger, ColumnElement, Date, Table, bindparam, case, func, literal_column, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, Grade
from yiguan.base import clock
from yiguan.base.labels import Labelled
from yiguan.people.models import Affiliation, Appointment, Person
from yiguan.people.states import MEMBERS, AffiliationKind
from yiguan.store.db import db


def _fixed(value: Labelled | str | int) -> ColumnElement[Any]:
    """Part of the statement's text: each bound value is sent with every tap, one microsecond apiece."""
    return literal_column(str(value) if isinstance(value, int) else f"'{value}'")


_table = cast(Table, CheckIn.__table__)
P, A, F = Person.__table__.c, Appointment.__table__.c, Affiliation.__table__.c
_who, _day = bindparam("who", type_=BigInteger()), bindparam("day", type_=Date())
_held = (A.person_id == _who, A.starts_on <= _day, or_(A.ends_on.is_(None), A.ends_on >= _day))
_others = case((or_(*(A.role == _fixed(role) for role in MEMBERS)), _fixed(0)), else_=_fixed(1))
_begun = (F.person_id == _who, F.kind == _fixed(AffiliationKind.SECTOR), F.starts_on <= _day)
_sector = select(F.name).where(*_begun).order_by(F.starts_on.desc()).limit(1).scalar_subquery()
AS = {
    "as_kind": select(P.kind).where(P.id == _who).scalar_subquery(),
    "as_sector": select(func.coalesce(_sector, _fixed(""))).where(P.id == _who).scalar_subquery(),
    "as_unit_id": select(A.unit_id).where(*_held).order_by(_others, A.id).limit(1).scalar_subquery(),
}
"""What the person is at this moment, looked up by the INSERT itself; of several units the member's group first."""
_unless_there = {
    "sqlite": sqlite.insert(_table).values(**AS).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(_table).values(**AS).on_conflict_do_nothing(),
}
ONE = {name: insert.returning(_table.c.id) for name, insert in _unless_there.items()}
MANY = {name: insert.returning(_table.c.key, _table.c.id) for name, insert in _unless_there.items()}
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
    found: int | None = connection.scalar(ONE[connection.dialect.name], _looked_up(values))
    return found


def insert_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Key → id of the new rows; the missing ones were refused by a unique index."""
    connection = db.session.connection()
    return {row.key: row.id for row in connection.execute(MANY[connection.dialect.name], [*map(_looked_up, rows)])}


def _looked_up(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "who": row["person_id"], "day": clock.local(row["at"]).date()}
