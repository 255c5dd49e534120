"""The hall box: packs that were made, the box on the laptop, what home answered; a box is one device of the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("desk_device", sa.Column("is_box", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "box_pack",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_box_pack_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_pack")),
        sa.UniqueConstraint("code", name=op.f("uq_box_pack_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_box_pack_token_hash")),
    )
    op.create_index(op.f("ix_box_pack_meeting_id"), "box_pack", ["meeting_id"], unique=False)
    op.create_table(
        "hall_box",
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_hall_box_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_box")),
        sa.UniqueConstraint("code", name=op.f("uq_hall_box_code")),
    )
    op.create_table(
        "box_answer",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_in_id", BIG, nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("result", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_box_answer_check_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_box_answer")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_box_answer_check_in_id")),
    )


def downgrade() -> None:
    op.drop_table("box_answer")
    op.drop_table("hall_box")
    op.drop_index(op.f("ix_box_pack_meeting_id"), table_name="box_pack")
    op.drop_table("box_pack")
    op.drop_column("desk_device", "is_box")
