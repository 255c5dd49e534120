"""A deadline becomes a row that keeps its sum, its pauses and its end: `time_limit`, one for each lead, topic, minutes.

What runs or is paused keeps its day or its days left. How long it was promised to be was never written down, so
`length` stays empty and the sum says when it began and on which day it ends. What was decided before has no day any
more, and gets no row; minutes kept theirs, and `due_on` is empty from now on once they are confirmed.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TONGLING = ZoneInfo("Asia/Shanghai")
TIMED = ("lead", "topic", "minutes")
BEGUN_BY = {"lead": ("recheck", "release"), "topic": ("submit", "resume")}
"""The acts with which a time limit begins anew; without one it began with the record."""
WAITING = sa.text("tentative AND due IS NOT NULL AND ended_on IS NULL")

LIMIT = sa.table(
    "time_limit",
    sa.column("id", BIG),
    sa.column("start", sa.Date()),
    sa.column("rule", sa.String()),
    sa.column("paused_days", sa.Integer()),
    sa.column("paused_on", sa.Date()),
    sa.column("days_left", sa.Integer()),
    sa.column("due", sa.Date()),
    sa.column("tentative", sa.Boolean()),
    sa.column("explain", sa.Text()),
    sa.column("ended_on", sa.Date()),
)
ENTRY = sa.table("audit_entry", *map(sa.column, ("subject", "subject_id", "act")), sa.column("at", MOMENT))
MEETING = sa.table("meeting", sa.column("id", BIG), sa.column("ends_at", MOMENT))


def _record(name: str, *columns: Any) -> Any:
    shared = (sa.column("id", BIG), sa.column("at", MOMENT), sa.column("due_on", sa.Date()), sa.column("limit_id", BIG))
    return sa.table(name, *shared, *columns)


LEAD = _record("lead", sa.column("days_left", sa.Integer()))
TOPIC = _record("topic")
MINUTES = _record("minutes", sa.column("meeting_id", BIG), sa.column("confirmed_at", MOMENT))
KEPT = "SELECT {column} FROM time_limit WHERE time_limit.id = {table}.limit_id AND ended_on IS {ended}"


def upgrade() -> None:
    _create()
    for table in TIMED:
        limit = sa.Column("limit_id", BIG, sa.ForeignKey("time_limit.id", name=f"fk_{table}_limit_id"), nullable=True)
        op.add_column(table, limit, inline_references=True)
    connection = op.get_bind()
    for table, record_id, values in (*_leads(connection), *_topics(connection), *_minutes(connection)):
        kept = connection.scalar(sa.insert(LIMIT).values(**values).returning(LIMIT.c.id))
        connection.execute(sa.update(table).where(table.c.id == record_id).values(limit_id=kept))
    op.execute("UPDATE minutes SET due_on = NULL WHERE confirmed_at IS NOT NULL")
    for table in TIMED:
        op.create_index(f"ix_{table}_limit_id", table, ["limit_id"], unique=True)
    op.drop_column("lead", "days_left")


def downgrade() -> None:
    op.add_column("lead", sa.Column("days_left", sa.Integer(), nullable=True))
    left = KEPT.format(column="days_left", table="lead", ended="NULL")
    op.execute(f"UPDATE lead SET days_left = ({left})")  # noqa: S608 - our own
    due = KEPT.format(column="due", table="minutes", ended="NOT NULL")
    op.execute(f"UPDATE minutes SET due_on = ({due}) WHERE confirmed_at IS NOT NULL")  # noqa: S608 - our own
    for table in TIMED:
        op.drop_index(f"ix_{table}_limit_id", table)
        op.drop_column(table, "limit_id")
    op.drop_index("ix_time_limit_tentative", "time_limit")
    op.drop_table("time_limit")


def _create() -> None:
    rules = sa.Enum("working_days", "months", name="rule", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "time_limit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("rule", rules, nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("days_left", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("tentative", sa.Boolean(), nullable=False),
        sa.Column("explain", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("after_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(paused_on IS NULL) = (due IS NOT NULL)", name=op.f("ck_time_limit_paused_has_no_last_day")
        ),
        sa.CheckConstraint(
            "(paused_on IS NULL) = (days_left IS NULL)", name=op.f("ck_time_limit_paused_knows_what_is_left")
        ),
        sa.ForeignKeyConstraint(["after_id"], ["time_limit.id"], name="fk_time_limit_after_id"),
        sa.PrimaryKeyConstraint("id", name="pk_time_limit"),
    )
    op.create_index("ix_time_limit_tentative", "time_limit", ["id"], sqlite_where=WAITING, postgresql_where=WAITING)


Found = Iterator[tuple[Any, int, dict[str, Any]]]
"""A table, the row that is timed, and the columns of its time limit."""


def _leads(connection: sa.Connection) -> Found:
    begun, asked = _last(connection, "lead", *BEGUN_BY["lead"]), _last(connection, "lead", "ask")
    timed = sa.select(LEAD).where(LEAD.c.due_on.is_not(None) | LEAD.c.days_left.is_not(None))
    for row in connection.execute(timed).all():
        start = _day_of(begun.get(row.id, row.at))
        if row.due_on is not None:
            yield LEAD, row.id, _running(start, row.due_on)
        else:
            since = _day_of(asked[row.id]) if row.id in asked else start
            paused = {"paused_on": since, "days_left": row.days_left, "due": None}
            yield LEAD, row.id, _running(start, since) | paused | {"explain": f"{_day(start)}开始计时"}


def _topics(connection: sa.Connection) -> Found:
    begun = _last(connection, "topic", *BEGUN_BY["topic"])
    for row in connection.execute(sa.select(TOPIC).where(TOPIC.c.due_on.is_not(None))).all():
        yield TOPIC, row.id, _running(_day_of(begun.get(row.id, row.at)), row.due_on)


def _minutes(connection: sa.Connection) -> Found:
    """They are due so many working days after their meeting."""
    of_meeting = sa.select(MINUTES, MEETING.c.ends_at).join_from(MINUTES, MEETING, MEETING.c.id == MINUTES.c.meeting_id)
    for row in connection.execute(of_meeting.where(MINUTES.c.due_on.is_not(None))).all():
        ended = _day_of(row.confirmed_at) if row.confirmed_at else None
        yield MINUTES, row.id, _running(_day_of(row.ends_at), row.due_on) | {"ended_on": ended}


def _running(start: date, due: date) -> dict[str, Any]:
    explain = f"{_day(start)}开始计时，到{_day(due)}，是早先定下的日子"
    fixed = {"rule": "working_days", "paused_days": 0, "paused_on": None, "days_left": None, "tentative": False}
    return {"start": start, "due": due, "explain": explain, "ended_on": None, **fixed}


def _last(connection: sa.Connection, subject: str, *acts: str) -> dict[int, datetime]:
    """When one of these acts last happened to each record."""
    of_these = (ENTRY.c.subject == subject, ENTRY.c.act.in_(acts))
    query = sa.select(ENTRY.c.subject_id, sa.func.max(ENTRY.c.at)).where(*of_these).group_by(ENTRY.c.subject_id)
    return {row[0]: row[1] for row in connection.execute(query)}


def _day_of(moment: datetime) -> date:
    """In Tongling; SQLite drops the zone, which is UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(TONGLING).date()


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日（周{'一二三四五六日'[value.weekday()]}）"
