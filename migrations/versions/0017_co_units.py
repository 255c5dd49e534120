"""An item of a recommendation may name units that help the one that answers: `co_unit`, empty so far."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "co_unit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["recommendation_item.id"], name=op.f("fk_co_unit_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_co_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_co_unit")),
        sa.UniqueConstraint("item_id", "unit_id", name=op.f("uq_co_unit_item_id_unit_id")),
    )


def downgrade() -> None:
    op.drop_table("co_unit")
