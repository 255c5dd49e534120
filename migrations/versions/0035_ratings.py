"""评价: what people think of an answer: `rating`."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("satisfied", "mostly", "not")


def upgrade() -> None:
    op.create_table(
        "rating",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("attitude", _one_of("attitude", KINDS), nullable=False),
        sa.Column("result", _one_of("satisfaction", KINDS), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("way", _one_of("ratingway", ("phone", "receipt", "call", "visit")), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_rating_reply_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_rating_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
        sa.UniqueConstraint("reply_id", "person_id", name="uq_rating_reply_id_person_id"),
    )
    op.create_index("ix_rating_person_id", "rating", ["person_id"])


def downgrade() -> None:
    op.drop_table("rating")


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
