"""What the office sets: days over the official calendar (`calendar_day`), fields of life with a first and a last day.

Reasons and fields are watched from now on, since the office changes them in the browser; a dated baseline covers the
rows that are there. A field's rows are valid from the term's first day on, as the reasons' are.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, write

revision = "0016"
down_revision = "0015"

FIRST_DAY = "2021-12-01"
WATCHED = {
    "reason": "id kind code label hint valid_from valid_to",
    "field": "id code label words position valid_from valid_to",
}


def upgrade() -> None:
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worked", sa.Boolean(), nullable=True),
        sa.Column("name", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_day"),
        sa.UniqueConstraint("day", name="uq_calendar_day_day"),
    )
    with op.batch_alter_table("field") as table:
        table.add_column(sa.Column("valid_from", sa.Date(), nullable=False, server_default=FIRST_DAY))
        table.add_column(sa.Column("valid_to", sa.Date(), nullable=True))
        table.drop_constraint("uq_field_code", type_="unique")
        table.create_unique_constraint("uq_field_code_valid_from", ["code", "valid_from"])
    with op.batch_alter_table("field") as table:
        table.alter_column("valid_from", server_default=None)
    for name, columns in WATCHED.items():
        write(op.get_bind(), Old(name, columns))


def downgrade() -> None:
    """Of a renamed field, the latest wording stays."""
    op.execute("DELETE FROM field WHERE id NOT IN (SELECT MAX(id) FROM field GROUP BY code)")
    with op.batch_alter_table("field") as table:
        table.drop_constraint("uq_field_code_valid_from", type_="unique")
        table.create_unique_constraint("uq_field_code", ["code"])
        table.drop_column("valid_to")
        table.drop_column("valid_from")
    op.drop_table("calendar_day")
