"""The review list holds two who may be one, by an equal name or phone number; a resident's new phone has a code."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TWO, FOUR = ("device", "second"), ("device", "second", "name", "phone")


def upgrade() -> None:
    _admit(FOUR)
    op.create_table(
        "phone_move",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_move_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_move")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_phone_move_code_hash")),
    )
    op.create_index(op.f("ix_phone_move_person_id"), "phone_move", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_phone_move_person_id"), table_name="phone_move")
    op.drop_table("phone_move")
    op.execute("DELETE FROM burst_review WHERE kind IN ('name', 'phone')")
    _admit(TWO)


def _admit(kinds: tuple[str, ...]) -> None:
    """The CHECK of a choice is part of its column: it is taken off and put on anew."""
    with op.batch_alter_table("burst_review") as table:
        table.drop_constraint(op.f("ck_burst_review_burstkind"), type_="check")
        table.create_check_constraint(op.f("ck_burst_review_burstkind"), sa.column("kind").in_(kinds))
