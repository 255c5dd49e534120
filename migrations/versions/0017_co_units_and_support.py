"""An item may name units that help the one that answers it; a resident may support a lead before a topic takes it up.

`co_unit` and `lead_support` are empty so far.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


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
    op.create_table(
        "lead_support",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_support_lead_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lead_support_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_support")),
        sa.UniqueConstraint("lead_id", "person_id", name=op.f("uq_lead_support_lead_id_person_id")),
    )
    op.create_index(op.f("ix_lead_support_person_id"), "lead_support", ["person_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_lead_support_person_id"), "lead_support")
    op.drop_table("lead_support")
    op.drop_table("co_unit")
