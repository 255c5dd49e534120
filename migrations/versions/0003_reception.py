"""The desk: helper links, devices, close-out sheets, looked-at bursts, paper lists; what an unclear scan read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("raw_scan", "paper_list", "burst_review", "sheet", "desk_device", "helper_link")


def upgrade() -> None:
    op.create_table(
        "helper_link",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("pin_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_helper_link_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_helper_link_token_hash")),
    )
    op.create_index(op.f("ix_helper_link_meeting_id"), "helper_link", ["meeting_id"], unique=False)
    op.create_table(
        "desk_device",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("operator_id", BIG, nullable=True),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_desk_device_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_device")),
        sa.UniqueConstraint("meeting_id", "code", name=op.f("uq_desk_device_meeting_id_code")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", BIG, nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_sheet_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_sheet_meeting_id")),
    )
    op.create_table(
        "burst_review",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("device", "second", name="burstkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("subject", BIG, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_burst_review_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burst_review")),
        sa.UniqueConstraint("meeting_id", "kind", "subject", name=op.f("uq_burst_review_meeting_id_kind_subject")),
    )
    op.create_table(
        "paper_list",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_paper_list_attachment_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_paper_list_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_list")),
    )
    op.create_index(op.f("ix_paper_list_meeting_id"), "paper_list", ["meeting_id"], unique=False)
    op.create_table(
        "raw_scan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_in_id", BIG, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_raw_scan")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_raw_scan_check_in_id")),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_paper_list_meeting_id"), table_name="paper_list")
    op.drop_index(op.f("ix_helper_link_meeting_id"), table_name="helper_link")
    for table in TABLES:
        op.drop_table(table)
