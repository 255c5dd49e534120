"""办理链接: a unit without accounts works on a case by a link: `case_link`, and who works by it: `case_clerk`."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0035"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_case_link_handling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_link"),
        sa.UniqueConstraint("token_hash", name="uq_case_link_token_hash"),
    )
    op.create_index("ix_case_link_handling_id", "case_link", ["handling_id"])
    op.create_table(
        "case_clerk",
        sa.Column("id", BIG, nullable=False),
        sa.Column("link_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["case_link.id"], name="fk_case_clerk_link_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_case_clerk_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_clerk"),
        sa.UniqueConstraint("link_id", "person_id", name="uq_case_clerk_link_id_person_id"),
    )


def downgrade() -> None:
    op.drop_table("case_clerk")
    op.drop_table("case_link")
