"""Registrations: who is invited to a meeting and who signed up; a meeting may let in its list only."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("invited", "accepted", "declined", "leave_asked", "on_leave", "registered", "waitlisted", "withdrawn")
SIDES = ("member", "resident", "department", "community", "other")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    op.add_column("meeting", sa.Column("listed_only", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "registration",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("side", _choice("side", *SIDES), nullable=False),
        sa.Column("door", _choice("door", "invited", "signed_up"), nullable=False),
        sa.Column("state", _choice("registrationstate", *STATES), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("unit_name", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_registration_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code_index", name=op.f("uq_registration_code_index")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_registration_meeting_id_person_id")),
    )
    op.create_index("ix_registration_queue", "registration", ["meeting_id", "state", "place"], unique=False)
    op.create_index("ix_registration_person", "registration", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_registration_person", table_name="registration")
    op.drop_index("ix_registration_queue", table_name="registration")
    op.drop_table("registration")
    op.drop_column("meeting", "listed_only")
