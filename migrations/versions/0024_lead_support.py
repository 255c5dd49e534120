"""A resident may support a lead before a topic takes it up: `lead_support`, empty so far."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
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
