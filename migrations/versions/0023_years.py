"""Check-ins carry the year of their meeting in every key, audit entries and notices that of their moment.

PostgreSQL can then part these tables by year without new keys. A meeting keeps the year for which it is planned now. On
SQLite, which parts no tables, the number of a check-in stays the number of its row, and what refers to it names the
number alone: a key over number and year would cost every tap an index more. No sealed or fingerprinted value changes:
earlier seals do not cover the year.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from yiguan.audit.triggers import removals, statements

revision = "0023"
down_revision = "0022"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
COUNTED = sa.text("state = 'counted'")
TABLES = {
    "audit_entry": "id at actor_kind actor_id role act subject subject_id before after reason note is_sample",
    "check_in": "id meeting_id part person_id state result source grade key at device_id operator_id device_at"
    " offset_ms counter settles_id mark is_sample",
    "undoing": "id check_in_id at reason is_sample",
}
"""Guarded tables with their columns before."""
OF_MOMENT = {"meeting": "starts_at", "audit_entry": "at", "notice": "at"}
YEAR_OF = {
    "sqlite": "CAST(strftime('%Y', {0}, '+8 hours') AS INTEGER)",
    "postgresql": "extract(year FROM {0} AT TIME ZONE 'Asia/Shanghai')",
}
OWNER = {
    "check_in": ("meeting", "meeting_id"),
    "undoing": ("check_in", "check_in_id"),
    "box_answer": ("check_in", "check_in_id"),
}
STATES = "counted duplicate undone refused unresolved moved"
RESULTS = (
    "ok ok_late already too_early closed cancelled postponed wrong_meeting unknown_code expired_code revoked_code"
    " not_invited waitlisted blocked needs_choice needs_info forbidden rate_limited conflict undone stored_unresolved"
    " try_again left returned not_here"
)
SOURCES = "screen print personal desk_scan desk_search desk_number proxy paper import"
REFERS = {"check_in": "settles_id", "undoing": "check_in_id", "box_answer": "check_in_id"}
"""Table → the column that names a check-in."""


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in removals(dialect, table):
            op.execute(statement)
    for table, moment in OF_MOMENT.items():
        op.add_column(table, sa.Column("year", sa.SmallInteger(), nullable=False, server_default="0"))
        op.execute(sa.DDL(f"UPDATE {table} SET year = {YEAR_OF[dialect].format(moment)}".replace("%", "%%")))  # noqa: S608
    for table, (owner, key) in OWNER.items():
        op.add_column(table, sa.Column("year", sa.SmallInteger(), nullable=True))
        op.execute(f"UPDATE {table} SET year = (SELECT year FROM {owner} o WHERE o.id = {table}.{key})")  # noqa: S608
    _rekey(dialect, with_year=True)
    for table, columns in TABLES.items():
        _guard(dialect, table, [*columns.split(), "year"])


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        for statement in removals(dialect, table):
            op.execute(statement)
    _rekey(dialect, with_year=False)
    for table in OF_MOMENT:
        op.drop_column(table, "year")
    for table, columns in TABLES.items():
        _guard(dialect, table, columns.split())


def _guard(dialect: str, table: str, columns: list[str]) -> None:
    for statement in statements(dialect, table, columns):
        op.execute(sa.DDL(statement.replace("%", "%%")))


def _rekey(dialect: str, *, with_year: bool) -> None:
    if dialect == "sqlite":
        for table in (_check_in(with_year), _undoing(with_year), _box_answer(with_year)):
            with op.batch_alter_table(table.name, copy_from=table, recreate="always"):
                pass
        return
    for table, column in REFERS.items():
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, type_="foreignkey")
    op.drop_constraint(op.f("pk_check_in"), "check_in", type_="primary")
    op.drop_constraint(op.f(_key_name(not with_year)), "check_in", type_="unique")
    op.drop_index("uq_check_in_counted", "check_in")
    year = ["year"] if with_year else []
    for table in REFERS if with_year else ():
        op.alter_column(table, "year", nullable=False)
    op.create_primary_key(op.f("pk_check_in"), "check_in", ["id", *year])
    op.create_unique_constraint(op.f(_key_name(with_year)), "check_in", ["meeting_id", "key", *year])
    counted = ["meeting_id", "part", "person_id", *year]
    op.create_index("uq_check_in_counted", "check_in", counted, unique=True, postgresql_where=COUNTED)
    for table, column in REFERS.items():
        name = op.f(f"fk_{table}_{column}")
        op.create_foreign_key(name, table, "check_in", [column, *year], ["id", *year])
    for table in () if with_year else REFERS:
        op.drop_column(table, "year")


def _key_name(with_year: bool) -> str:
    return "uq_check_in_meeting_id_key_year" if with_year else "uq_check_in_meeting_id_key"


def _reference(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([REFERS[table]], ["check_in.id"], name=f"fk_{table}_{REFERS[table]}")


def _year(with_year: bool) -> list[sa.Column[Any]]:
    return [sa.Column("year", sa.SmallInteger(), nullable=False)] if with_year else []


def _check_in(with_year: bool) -> sa.Table:
    """The whole table: what is copied from the database would come without its CHECKs."""
    year = ["year"] if with_year else []
    return sa.Table(
        "check_in",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        *_year(with_year),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("state", _listed("checkinstate", STATES), nullable=False),
        sa.Column("result", _listed("result", RESULTS), nullable=False),
        sa.Column("source", _listed("checkinsource", SOURCES), nullable=False),
        sa.Column("grade", _listed("grade", "A B C D E"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("operator_id", BIG, nullable=True),
        sa.Column("device_at", MOMENT, nullable=True),
        sa.Column("offset_ms", sa.Integer(), nullable=True),
        sa.Column("counter", sa.Integer(), nullable=True),
        sa.Column("settles_id", BIG, nullable=True),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_check_in_meeting_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_check_in_person_id"),
        _reference("check_in"),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("meeting_id", "key", *year, name=_key_name(with_year)),
        sa.Index("ix_check_in_person", "person_id"),
        sa.Index("uq_check_in_counted", "meeting_id", "part", "person_id", *year, unique=True, sqlite_where=COUNTED),
    )


def _undoing(with_year: bool) -> sa.Table:
    return sa.Table(
        "undoing",
        sa.MetaData(),
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_in_id", BIG, nullable=False),
        *_year(with_year),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        _reference("undoing"),
        sa.PrimaryKeyConstraint("id", name="pk_undoing"),
        sa.UniqueConstraint("check_in_id", name="uq_undoing_check_in_id"),
    )


def _box_answer(with_year: bool) -> sa.Table:
    words = [sa.Column(name, sa.String(length=24), nullable=False) for name in ("said", "state", "result")]
    return sa.Table(
        "box_answer",
        sa.MetaData(),
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_in_id", BIG, nullable=False),
        *_year(with_year),
        *words,
        sa.Column("at", MOMENT, nullable=False),
        _reference("box_answer"),
        sa.PrimaryKeyConstraint("id", name="pk_box_answer"),
        sa.UniqueConstraint("check_in_id", name="uq_box_answer_check_in_id"),
    )


def _listed(name: str, values: str) -> sa.Enum:
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True, length=24)
