"""联合主办: several units hold one meeting together (`co_host`); empty so far."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "co_host",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_co_host_meeting_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_co_host_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_host")),
        sa.UniqueConstraint("meeting_id", "unit_id", name=op.f("uq_co_host_meeting_id_unit_id")),
    )
    op.create_index(op.f("ix_co_host_unit_id"), "co_host", ["unit_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_co_host_unit_id"), "co_host")
    op.drop_table("co_host")
