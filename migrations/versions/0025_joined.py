"""Two records of one person are counted once: `alias`."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PROOF = sa.Enum("own_phone", name="joinproof", native_enum=False, create_constraint=True, length=24)
RUNNING = sa.text("undone_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "alias",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("main_id", BIG, nullable=False),
        sa.Column("proof", PROOF, nullable=False),
        sa.Column("device_id", BIG, nullable=True),
        sa.Column("by", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_alias_person_id"),
        sa.ForeignKeyConstraint(["main_id"], ["person.id"], name="fk_alias_main_id"),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
    )
    op.create_index("ix_alias_main", "alias", ["main_id"])
    op.create_index(
        "uq_alias_person", "alias", ["person_id"], unique=True, sqlite_where=RUNNING, postgresql_where=RUNNING
    )


def downgrade() -> None:
    op.drop_table("alias")
