"""What somebody was is kept with the check-in: kind, unit, sector, so that no figure changes when a person does.

Rows that are there get the kind and sector that the person has at the migration, and the unit of the day of the scan.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.triggers import removals, statements

revision = "0024"
down_revision = "0023"

COLUMNS = [
    *("id", "meeting_id", "part", "person_id", "state", "result", "source", "grade", "key", "at", "device_id"),
    *("operator_id", "device_at", "offset_ms", "counter", "settles_id", "mark", "is_sample", "year"),
    *("as_kind", "as_unit_id", "as_sector"),
]
NEW = ("as_kind", "as_unit_id", "as_sector")
KIND = "VARCHAR(24) CONSTRAINT ck_check_in_personkind CHECK (as_kind IN ('resident', 'member', 'staff'))"
OF_PERSON = (
    "UPDATE check_in SET {} = (SELECT person.{} FROM person WHERE person.id = check_in.person_id)"
    " WHERE person_id IS NOT NULL"
)
UNIT = """
    UPDATE check_in SET as_unit_id = (
        SELECT a.unit_id FROM appointment a
        WHERE a.person_id = check_in.person_id AND a.starts_on <= {day} AND (a.ends_on IS NULL OR a.ends_on >= {day})
        ORDER BY a.role NOT IN ('member', 'standing_member'), a.id LIMIT 1
    ) WHERE person_id IN (SELECT person_id FROM appointment)
"""
DAY = {"sqlite": "date(check_in.at, '+8 hours')", "postgresql": "(check_in.at AT TIME ZONE 'Asia/Shanghai')::date"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in removals(dialect, "check_in"):
        op.execute(statement)
    op.execute(f"ALTER TABLE check_in ADD COLUMN as_kind {KIND}")
    op.add_column("check_in", sa.Column("as_unit_id", sa.Integer(), nullable=True))
    op.add_column("check_in", sa.Column("as_sector", sa.String(length=20), nullable=True))
    op.execute(OF_PERSON.format("as_kind", "kind"))
    op.execute(OF_PERSON.format("as_sector", "sector"))
    op.execute(UNIT.format(day=DAY[dialect]))
    for statement in statements(dialect, "check_in", COLUMNS):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in removals(dialect, "check_in"):
        op.execute(statement)
    for name in NEW[1:]:
        op.drop_column("check_in", name)
    op.execute("ALTER TABLE check_in DROP COLUMN as_kind")
    for statement in statements(dialect, "check_in", [name for name in COLUMNS if name not in NEW]):
        op.execute(statement)
