"""Time limits in calendar days and on a given day, with or without moving off a day of rest; `pause` has the days of
each pause; one extension; a limit may count back from the last day of another.

Every last day stays. Of an earlier pause only its number of days was written down: its row takes as many from the first
day on, which leads to the same last day, and says so. A limit whose length was never written down keeps its day as a
given one. Rows that their last fingerprint proves keep being proven; one that was changed behind the program's back is
carried over as it is, and `audit-verify` goes on naming it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from chinese_calendar.constants import holidays, workdays

from yiguan.audit.baseline import Old, carry, proven
from yiguan.store.listed import admit

revision = "0034"
down_revision = "0033"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ONE_DAY = timedelta(days=1)
FORMER_RULES = ("working_days", "months")
RULES = ("working_days", "calendar_days", "months", "given_day")
COUNTED = "升级以前只记了停几天，没有记是哪几天，这里从第一天排起"
OPEN = "升级以前暂停的"
WAITING = sa.text("tentative AND due IS NOT NULL AND ended_on IS NULL")
STILL = sa.text("to_day IS NULL")
COMMON = "id start rule length {} paused_on days_left due tentative explain ended_on after_id"
BEFORE = Old("time_limit", COMMON.format("paused_days"))
MORE = "rolls extension extension_reason extended_by extended_at before_id"
AFTER = Old("time_limit", COMMON.format(MORE), version=2)
PAUSES = Old("pause", "id limit_id from_day to_day reason by at")
LIMIT = sa.table(
    "time_limit",
    *map(sa.column, ("id", "rule", "length", "paused_days", "days_left", "rolls", "extension", "before_id")),
    *(sa.column(name, sa.Date()) for name in ("start", "due", "paused_on", "ended_on")),
)
PAUSE = sa.table(
    "pause",
    *map(sa.column, ("id", "limit_id", "reason")),
    sa.column("from_day", sa.Date()),
    sa.column("to_day", sa.Date()),
    sa.column("at", MOMENT),
)
Days = Mapping[date, bool]


def upgrade() -> None:
    connection = op.get_bind()
    proven_limits = proven(connection, BEFORE)
    for column in _new():
        op.add_column("time_limit", column, inline_references=True)
    _make_pauses()
    admit(connection, "time_limit", "rule", "ck_time_limit_rule", RULES)
    days = _entered(connection)
    for row in connection.execute(sa.select(LIMIT).order_by(LIMIT.c.id)).all():
        _fill(connection, row, days)
    if connection.dialect.name == "sqlite":
        _rebuild(_table(RULES, [], _new(), known=True))
    else:
        op.drop_column("time_limit", "paused_days")
        op.alter_column("time_limit", "length", nullable=False)
        op.create_check_constraint(op.f("ck_time_limit_extension_adds"), "time_limit", "extension > 0")
    op.create_index("ix_time_limit_before_id", "time_limit", ["before_id"])
    carry(connection, AFTER, proven_limits)
    of_proven, rows = set(proven_limits), connection.execute(sa.select(PAUSE.c.id, PAUSE.c.limit_id)).all()
    carry(connection, PAUSES, [row.id for row in rows if row.limit_id in of_proven])


def _new() -> list[sa.Column[Any]]:
    before = sa.ForeignKey("time_limit.id", name="fk_time_limit_before_id")
    return [
        sa.Column("rolls", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("extension", sa.Integer(), nullable=True),
        sa.Column("extension_reason", sa.String(length=200), nullable=False, server_default=""),
        sa.Column("extended_by", BIG, nullable=True),
        sa.Column("extended_at", MOMENT, nullable=True),
        sa.Column("before_id", BIG, before, nullable=True),
    ]


def _make_pauses() -> None:
    op.create_table(
        "pause",
        sa.Column("id", BIG, nullable=False),
        sa.Column("limit_id", BIG, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_pause_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["limit_id"], ["time_limit.id"], name="fk_pause_limit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pause"),
    )
    op.create_index("ix_pause_limit_id", "pause", ["limit_id"])
    op.create_index("uq_pause_open", "pause", ["limit_id"], unique=True, sqlite_where=STILL, postgresql_where=STILL)


def _fill(connection: sa.Connection, row: Any, days: Days) -> None:
    first = row.start + ONE_DAY
    if row.paused_days:
        last = _add(row.start, row.paused_days, days)
        last = last if row.rule == "working_days" else row.start + row.paused_days * ONE_DAY
        _pause(connection, row.id, first, last, COUNTED)
    if row.paused_on is not None:
        from_day = row.paused_on if row.days_left == 0 else row.paused_on + ONE_DAY  # the day of the question counted
        _pause(connection, row.id, from_day, None, OPEN)
    if row.length is None:
        connection.execute(sa.update(LIMIT).where(LIMIT.c.id == row.id).values(**_known(row, days)))


def _pause(connection: sa.Connection, limit_id: int, from_day: date, to_day: date | None, reason: str) -> None:
    values = {"limit_id": limit_id, "from_day": from_day, "to_day": to_day, "reason": reason, "at": datetime.now(UTC)}
    connection.execute(sa.insert(PAUSE).values(**values))


def _known(row: Any, days: Days) -> dict[str, Any]:
    """A length that leads to the day that is known, or to what was left of it."""
    if row.due is not None:
        return {"rule": "given_day", "length": max((row.due - row.start).days, 0), "rolls": False}
    return {"length": _count(row.start, _add(row.paused_on, row.days_left, days), days)}


def _entered(connection: sa.Connection) -> Days:
    day = sa.table("calendar_day", sa.column("day", sa.Date()), sa.column("worked", sa.Boolean()))
    rows = connection.execute(sa.select(day).where(day.c.worked.is_not(None))).all()
    return {row.day: row.worked for row in rows}


def _works(day: date, days: Days) -> bool:
    official = day in workdays or (day.weekday() < 5 and day not in holidays)
    return days.get(day, official)


def _add(start: date, number: int, days: Days) -> date:
    """The working day so many after a day, before it if there are fewer than none; itself or the next for none."""
    day, step, left = start, -ONE_DAY if number < 0 else ONE_DAY, abs(number)
    while left or not _works(day, days):
        day += step
        left -= bool(left) and _works(day, days)
    return day


def _count(start: date, end: date, days: Days) -> int:
    return sum(_works(start + n * ONE_DAY, days) for n in range(1, (end - start).days + 1))


def downgrade() -> None:
    """A limit of another kind, or one that counts back, keeps its day without a length; what was told of an extension
    goes, its days stay.
    """
    connection = op.get_bind()
    op.add_column("time_limit", _counted())
    op.drop_index("ix_time_limit_before_id", "time_limit")
    if connection.dialect.name == "sqlite":
        _rebuild(_table(RULES, [_counted()], _new(), known=False))
    else:
        op.alter_column("time_limit", "length", nullable=True)
    days = _entered(connection)
    for row in connection.execute(sa.select(LIMIT).order_by(LIMIT.c.id)).all():
        other = row.rule not in FORMER_RULES or row.before_id is not None
        values = {"rule": "working_days", "length": None} if other else {"paused_days": _stood(connection, row, days)}
        connection.execute(sa.update(LIMIT).where(LIMIT.c.id == row.id).values(**values))
    op.drop_table("pause")
    if connection.dialect.name == "sqlite":
        _rebuild(_table(FORMER_RULES, [_counted()], [], known=False))
        return
    admit(connection, "time_limit", "rule", "ck_time_limit_rule", FORMER_RULES)
    op.alter_column("time_limit", "paused_days", server_default=None)
    for column in _new():
        op.drop_column("time_limit", column.name)


def _counted() -> sa.Column[Any]:
    return sa.Column("paused_days", sa.Integer(), nullable=False, server_default="0")


def _stood(connection: sa.Connection, row: Any, days: Days) -> int:
    if row.rule == "working_days":
        return max(_count(row.start, row.due, days) - row.length, 0) if row.due is not None else 0
    over = sa.select(PAUSE).where(PAUSE.c.limit_id == row.id, PAUSE.c.to_day.is_not(None))
    stood: int = sum((one.to_day - one.from_day).days + 1 for one in connection.execute(over).all())
    extension: int = row.extension or 0
    return stood + extension


def _rebuild(table: sa.Table) -> None:
    """SQLite changes no column otherwise; a column that the table does not have is left behind."""
    op.drop_index("ix_time_limit_tentative", "time_limit")
    with op.batch_alter_table("time_limit", copy_from=table, recreate="always"):
        pass
    op.create_index("ix_time_limit_tentative", "time_limit", ["id"], sqlite_where=WAITING)


def _table(rules: Sequence[str], counted: list[Any], more: list[Any], *, known: bool) -> sa.Table:
    added = [sa.CheckConstraint("extension > 0", name="extension_adds")] if more else []
    listed = sa.Enum(*rules, name="rule", native_enum=False, create_constraint=True, length=24)
    return sa.Table(
        "time_limit",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("rule", listed, nullable=False),
        sa.Column("length", sa.Integer(), nullable=not known),
        *counted,
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("tentative", sa.Boolean(), nullable=False),
        sa.Column("explain", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("after_id", BIG, nullable=True),
        *more,
        *added,
        sa.CheckConstraint("(paused_on IS NULL) = (due IS NOT NULL)", name="paused_has_no_last_day"),
        sa.CheckConstraint("(paused_on IS NULL) = (days_left IS NULL)", name="paused_knows_what_is_left"),
        sa.ForeignKeyConstraint(["after_id"], ["time_limit.id"], name="fk_time_limit_after_id"),
        sa.PrimaryKeyConstraint("id", name="pk_time_limit"),
    )
