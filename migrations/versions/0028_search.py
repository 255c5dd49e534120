"""Text that can be searched (`searchable`), and the pairs of characters in it (`gram`).

Both are empty: the worker indexes the records that are there, two hundred of a kind at a time.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "searchable",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searchable")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_searchable_subject_subject_id")),
    )
    op.create_table(
        "gram",
        sa.Column("gram", sa.String(length=2), nullable=False),
        sa.Column("searchable_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["searchable_id"], ["searchable.id"], name=op.f("fk_gram_searchable_id")),
        sa.PrimaryKeyConstraint("gram", "searchable_id", name=op.f("pk_gram")),
    )
    op.create_index("ix_gram_searchable_id", "gram", ["searchable_id"])


def downgrade() -> None:
    op.drop_table("gram")
    op.drop_table("searchable")
