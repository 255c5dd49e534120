"""A pack holds no key any more, and nobody of the staff moves a person to another phone alone.

Every pack that was made before holds the first key of its meeting, so `key_no` is 1 there and empty in later ones. A
code of 换手机 that one person alone gave and nobody has used yet ends here; it was valid for a quarter of an hour.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = "state IN ('asked', 'open', 'used', 'refused', 'undone')"
PROOFS = "proof IN ('staff', 'old_phone')"
LATER = ("unit_id", "asked_by", "from_device", "to_device", "undone_at", "undone_by")


def upgrade() -> None:
    op.add_column("meeting", sa.Column("key_no", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("box_pack", sa.Column("key_no", sa.Integer(), nullable=True))
    op.execute("UPDATE box_pack SET key_no = 1")
    op.create_table(
        "home_code",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tail", sa.LargeBinary(length=32), nullable=True),
        sa.Column("registration_id", BIG, nullable=True),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_home_code_meeting_id")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_home_code_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_home_code")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_home_code_fingerprint")),
    )
    op.create_index(op.f("ix_home_code_registration_id"), "home_code", ["registration_id"], unique=False)
    _moves()
    op.create_table(
        "lead_device",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("device_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_lead_device_lead_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead_device")),
        sa.UniqueConstraint("lead_id", "device_id", name=op.f("uq_lead_device_lead_id_device_id")),
    )
    op.create_index(op.f("ix_lead_device_device_id"), "lead_device", ["device_id"], unique=False)
    op.create_table(
        "key_proof",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("proof", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_key_proof")),
    )


def _moves() -> None:
    with op.batch_alter_table("phone_move") as table:
        table.add_column(sa.Column("state", sa.String(length=24), nullable=False, server_default="refused"))
        table.add_column(sa.Column("proof", sa.String(length=24), nullable=False, server_default="staff"))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("unit_id", sa.Integer(), nullable=True))
        for name in ("asked_by", "from_device", "to_device", "undone_by"):
            table.add_column(sa.Column(name, BIG, nullable=True))
        table.add_column(sa.Column("undone_at", MOMENT, nullable=True))
        table.create_check_constraint(op.f("ck_phone_move_movestate"), STATES)
        table.create_check_constraint(op.f("ck_phone_move_proof"), PROOFS)
        table.create_foreign_key(op.f("fk_phone_move_unit_id"), "unit", ["unit_id"], ["id"])
        table.create_index(op.f("ix_phone_move_unit_id"), ["unit_id"])
        table.create_index(op.f("ix_phone_move_from_device"), ["from_device"])
    op.execute("UPDATE phone_move SET state = 'used' WHERE used_at IS NOT NULL")


def downgrade() -> None:
    op.drop_table("key_proof")
    op.drop_index(op.f("ix_lead_device_device_id"), "lead_device")
    op.drop_table("lead_device")
    with op.batch_alter_table("phone_move") as table:
        for index in ("from_device", "unit_id"):
            table.drop_index(op.f(f"ix_phone_move_{index}"))
        table.drop_constraint(op.f("fk_phone_move_unit_id"), type_="foreignkey")
        for check in ("movestate", "proof"):
            table.drop_constraint(op.f(f"ck_phone_move_{check}"), type_="check")
        for name in ("state", "proof", "version", *LATER):
            table.drop_column(name)
    op.drop_index(op.f("ix_home_code_registration_id"), "home_code")
    op.drop_table("home_code")
    op.drop_column("box_pack", "key_no")
    op.drop_column("meeting", "key_no")
