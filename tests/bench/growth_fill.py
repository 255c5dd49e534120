"""Very many check-ins in little time: COPY on PostgreSQL, one statement for many rows on SQLite."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, insert, text

from tests.bench import stage
from yiguan.attendance.states import CheckInSource, CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.store.db import db, transaction

COLUMNS = ("meeting_id", "year", "part", "person_id", "state", "result", "source", "grade", "key", "at", "device_id",
           "mark", "is_sample")  # fmt: skip
COPY = f"COPY check_in ({', '.join(COLUMNS)}) FROM STDIN"
MANY = f"INSERT INTO check_in ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - our own
A_MEETING = 500
ODD = {0: (CheckInState.DUPLICATE, Result.ALREADY), 1: (CheckInState.REFUSED, Result.EXPIRED_CODE),
       2: (CheckInState.UNDONE, Result.OK)}  # fmt: skip
"""Every tenth scan is one that does not count, in turn one of these."""

AT_ONCE = 50_000
Row = tuple[Any, ...]


def fill(model: Meeting, phones: Sequence[stage.Phone], start: int, end: int) -> None:
    """Check-ins number `start` to `end` of the town, 500 to a meeting; the meetings are like `model`."""
    meetings = _meetings_like(model, start // A_MEETING, (end + A_MEETING - 1) // A_MEETING)
    moment = clock.now() - timedelta(days=1)
    _write(_scan((meetings[n // A_MEETING], model.year), phones[n % len(phones)], n, moment) for n in range(start, end))


def attend(meeting: Meeting, phones: Sequence[stage.Phone]) -> None:
    """Everybody counts at this one."""
    now, held = clock.now(), (meeting.id, meeting.year)
    _write(_row(held, phone, f"own-{phone.person_id}", now, CheckInState.COUNTED, Result.OK) for phone in phones)


def _meetings_like(model: Meeting, first: int, last: int) -> dict[int, int]:
    """Number → row of as many meetings."""
    table = cast(Table, Meeting.__table__)
    copied = {c.name: getattr(model, c.name) for c in table.columns if c.name not in ("id", "code")}
    with transaction():
        new = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids = db.session.execute(new, [copied | {"code": f"Z{n:04d}"} for n in range(first, last)]).scalars()
        return dict(zip(range(first, last), ids, strict=True))


def _scan(meeting: tuple[int, int], phone: stage.Phone, n: int, moment: datetime) -> Row:
    state, result = ODD[n // 10 % 3] if n % 10 == 0 else (CheckInState.COUNTED, Result.OK)
    return _row(meeting, phone, f"{n:032x}", moment, state, result)


def _row(
    meeting: tuple[int, int], phone: stage.Phone, key: str, at: datetime, state: CheckInState, result: Result
) -> Row:
    """`meeting`: its number and its year."""
    grade, source = Grade.B.value, CheckInSource.SCREEN.value
    return (*meeting, 1, phone.person_id, state.value, result.value, source, grade, key, at, phone.device, "", False)


def _write(rows: Iterator[Row]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        _write_some(some)
    if db.engine.dialect.name == "postgresql":  # what its own housekeeping does within a minute
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _write_some(rows: Sequence[Row]) -> None:
    """Through the driver itself: what guards the table (checks, keys, triggers) is the database's and stays on."""
    with db.engines["write"].begin() as connection:
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name == "postgresql":
            with driver.cursor().copy(COPY) as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            driver.executemany(MANY, map(_as_sqlite_keeps_it, rows))


def _as_sqlite_keeps_it(row: Row) -> Row:
    return tuple(f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, datetime) else value for value in row)
