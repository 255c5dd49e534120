"""Terms (届) and plenaries: records, appointments and numbers belong to the term in which they were made.

What is there gets the term that had begun by its day in Tongling. A series may count by plenary besides by year; the
numbers that are there are by the year, as before, and none changes.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from yiguan.audit.triggers import removals, statements

revision = "0022"
down_revision = "0021"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
DAY_OF = {"sqlite": "date({0}.at, '+8 hours')", "postgresql": "({0}.at AT TIME ZONE 'Asia/Shanghai')::date"}
RECORDS = ("lead", "topic", "meeting", "minutes", "recommendation")
WITH_TERM = (*RECORDS, "appointment", "series", "allotted_number")
DIGITS = "〇一二三四五六七八九"
COLUMNS = {
    "series": ("name", "year", "last"),
    "allotted_number": ("series", "year", "number", "words", "at", "voided_at"),
}
KEYS = {"series": ("name", "year"), "allotted_number": ("series", "year", "number")}
WIDER = {"series": ("name", "year", "plenary"), "allotted_number": ("series", "year", "plenary", "number")}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _number_terms()
    op.create_table(
        "plenary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_plenary_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plenary")),
        sa.UniqueConstraint("term_id", "number", name=op.f("uq_plenary_term_id_number")),
    )
    for statement in removals(dialect, "allotted_number"):
        op.execute(statement)
    for table in WITH_TERM:
        term = sa.Column("term_id", sa.Integer(), sa.ForeignKey("term.id", name=f"fk_{table}_term_id"), nullable=True)
        op.add_column(table, term, inline_references=True)
        op.execute(f"UPDATE {table} SET term_id = {_term_on(_day(table, dialect))}")  # noqa: S608 - our own
    for table in KEYS:
        op.add_column(table, sa.Column("plenary", sa.Integer(), nullable=False, server_default="0"))
        _key(table, KEYS[table], WIDER[table], ("plenary", "term_id"))
    _guard(dialect, ("plenary", "term_id"))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in removals(dialect, "allotted_number"):
        op.execute(statement)
    for table in KEYS:
        _key(table, WIDER[table], KEYS[table], ())
    for table in (*RECORDS, "appointment"):
        op.drop_column(table, "term_id")
    _guard(dialect, ())
    op.drop_table("plenary")
    op.drop_index("uq_term_number", "term")
    op.drop_column("term", "number")


def _number_terms() -> None:
    """政协铜官区第二届委员会 is 2; a name without a number counts in the order of time."""
    op.add_column("term", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    terms = connection.execute(sa.text("SELECT id, name FROM term ORDER BY starts_on, id")).all()
    for place, (number, name) in enumerate(terms, start=1):
        said = _read(name.partition("第")[2].partition("届")[0]) or place
        connection.execute(sa.text("UPDATE term SET number = :said WHERE id = :id"), {"said": said, "id": number})
    op.create_index("uq_term_number", "term", ["number"], unique=True)


def _read(words: str) -> int:
    """二 is 2, 十一 is 11, 二十 is 20; 0 for anything else."""
    tens, ten, ones = words.partition("十") if "十" in words else ("", "", words)
    if not words or any(len(part) > 1 or part not in DIGITS for part in (tens, ones)):
        return 0
    return (DIGITS.index(tens) if tens else len(ten)) * 10 * len(ten) + (DIGITS.index(ones) if ones else 0)


def _day(table: str, dialect: str) -> str:
    """SQL of the day by which a row belongs to a term; a series begins in its year."""
    if table == "appointment":
        return "appointment.starts_on"
    year = "CAST(series.year AS TEXT) || '-12-31'"
    return (year if dialect == "sqlite" else f"({year})::date") if table == "series" else DAY_OF[dialect].format(table)


def _term_on(day: str) -> str:
    begun = f"SELECT id FROM term WHERE starts_on <= {day} ORDER BY starts_on DESC LIMIT 1"  # noqa: S608 - our own
    return f"coalesce(({begun}), (SELECT id FROM term ORDER BY starts_on LIMIT 1))"  # noqa: S608 - our own


def _guard(dialect: str, more: Sequence[str]) -> None:
    for statement in statements(dialect, "allotted_number", ["id", *COLUMNS["allotted_number"], *more]):
        op.execute(sa.DDL(statement.replace("%", "%%")))


def _key(table: str, old: Sequence[str], new: Sequence[str], more: Sequence[str]) -> None:
    """Another unique key; SQLite builds the table anew for it. Columns that are not in `more` are left out."""
    was, name = (f"uq_{table}_{'_'.join(columns)}" for columns in (old, new))
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(table, copy_from=_table(table, new, name, more), recreate="always"):
            pass
        return
    op.drop_constraint(op.f(was), table, type_="unique")
    for column in {"plenary", "term_id"} - set(more):
        op.drop_column(table, column)
    op.create_unique_constraint(op.f(name), table, list(new))


def _table(table: str, key: Sequence[str], name: str, more: Sequence[str]) -> sa.Table:
    types = {"year": sa.Integer(), "number": sa.Integer(), "last": sa.Integer(), "at": MOMENT, "voided_at": MOMENT}
    texts = {"name": sa.String(length=40), "series": sa.String(length=40), "words": sa.String(length=60)}
    kinds = {**types, **texts}
    columns = [sa.Column(one, kinds[one], nullable=one == "voided_at") for one in COLUMNS[table]]
    if more:
        term = sa.ForeignKey("term.id", name=f"fk_{table}_term_id")
        columns += [sa.Column("term_id", sa.Integer(), term, nullable=True)]
        columns += [sa.Column("plenary", sa.Integer(), nullable=False, server_default="0")]
    unique = [sa.UniqueConstraint(*key, name=name)]
    if table == "allotted_number":
        unique += [sa.UniqueConstraint("words", name="uq_allotted_number_words")]
    number = sa.Column("id", BIG if table == "allotted_number" else sa.Integer(), nullable=False)
    return sa.Table(table, sa.MetaData(), number, *columns, sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *unique)
