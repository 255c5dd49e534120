"""Parts of a meeting and stops of a visit; who leaves and comes back; the scans that say so."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from yiguan.audit.triggers import removals, statements

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ["counted", "duplicate", "undone", "refused", "unresolved"]
RESULTS = [
    "ok",
    "ok_late",
    "already",
    "too_early",
    "closed",
    "cancelled",
    "postponed",
    "wrong_meeting",
    "unknown_code",
    "expired_code",
    "revoked_code",
    "not_invited",
    "waitlisted",
    "blocked",
    "needs_choice",
    "needs_info",
    "forbidden",
    "rate_limited",
    "conflict",
    "undone",
    "stored_unresolved",
    "try_again",
]
MOVED, MOVES = "moved", ["left", "returned", "not_here"]
SOURCES = ["screen", "print", "personal", "desk_scan", "desk_search", "desk_number", "proxy", "paper", "import"]
COUNTED = sa.text("state = 'counted'")


def upgrade() -> None:
    op.create_table(
        "meeting_part",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_part_ends_after_start")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_part_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_part")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_meeting_part_meeting_id_position")),
    )
    op.add_column("meeting", sa.Column("tracks_exit", sa.Boolean(), nullable=False, server_default=sa.false()))
    _admit([*STATES, MOVED], RESULTS + MOVES)


def downgrade() -> None:
    _admit(STATES, RESULTS)
    op.drop_column("meeting", "tracks_exit")
    op.drop_table("meeting_part")


def _admit(states: Sequence[str], results: Sequence[str]) -> None:
    """The CHECKs of a check-in's state and result anew. SQLite builds the table anew, which drops its triggers."""
    if op.get_bind().dialect.name == "postgresql":
        for name, column, values in (("checkinstate", "state", states), ("result", "result", results)):
            op.drop_constraint(op.f(f"ck_check_in_{name}"), "check_in", type_="check")
            listed = ", ".join(f"'{value}'" for value in values)
            op.create_check_constraint(op.f(f"ck_check_in_{name}"), "check_in", f"{column} IN ({listed})")
        return
    for statement in removals("sqlite", "check_in"):
        op.execute(statement)
    table = _table(states, results)
    with op.batch_alter_table("check_in", copy_from=table, recreate="always"):
        pass
    for statement in statements("sqlite", "check_in", [column.name for column in table.columns]):
        op.execute(statement)


def _table(states: Sequence[str], results: Sequence[str]) -> sa.Table:
    """The whole table: what is copied from the database would come without its other CHECKs."""
    return sa.Table(
        "check_in",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("state", _enum("checkinstate", states), nullable=False),
        sa.Column("result", _enum("result", results), nullable=False),
        sa.Column("source", _enum("checkinsource", SOURCES), nullable=False),
        sa.Column("grade", _enum("grade", ("A", "B", "C", "D", "E")), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("operator_id", BIG, nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("settles_id", BIG, nullable=True),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_check_in_meeting_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_check_in_person_id"),
        sa.ForeignKeyConstraint(["settles_id"], ["check_in.id"], name="fk_check_in_settles_id"),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("meeting_id", "key", name="uq_check_in_meeting_id_key"),
        sa.Index("ix_check_in_person", "person_id"),
        sa.Index(
            "uq_check_in_counted", "meeting_id", "part", "person_id", unique=True,
            sqlite_where=COUNTED, postgresql_where=COUNTED,
        ),
    )  # fmt: skip


def _enum(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)
