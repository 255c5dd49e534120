"""A pack holds no key any more: the fingerprints of home's codes on a box, the number of a meeting's key at home.

Every pack that was made before holds the first key of its meeting, so `key_no` is 1 there and empty in later ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


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


def downgrade() -> None:
    op.drop_index(op.f("ix_home_code_registration_id"), "home_code")
    op.drop_table("home_code")
    op.drop_column("box_pack", "key_no")
    op.drop_column("meeting", "key_no")
