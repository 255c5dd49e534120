"""回头看: what became of an answer months later: `look_back`, `look`, `evidence`."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OUTCOMES = ("done", "partly", "not_done", "unheard", "dropped")


def upgrade() -> None:
    _look_back()
    _look()
    _evidence()


def downgrade() -> None:
    for name in ("evidence", "look", "look_back"):
        op.drop_table(name)


def _look_back() -> None:
    op.create_table(
        "look_back",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("cause", _one_of("lookcause", ("due", "reported", "again")), nullable=False),
        sa.Column("lead_id", BIG, nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("outcome", _one_of("outcome", OUTCOMES), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_look_back_handling_id"),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_look_back_reply_id"),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name="fk_look_back_lead_id"),
        sa.PrimaryKeyConstraint("id", name="pk_look_back"),
        sa.UniqueConstraint("reply_id", "round", name="uq_look_back_reply_id_round"),
    )
    op.create_index("ix_look_back_queue", "look_back", ["outcome", "opens_on", "id"])
    op.create_index("ix_look_back_handling_id", "look_back", ["handling_id"])


def _look() -> None:
    op.create_table(
        "look",
        sa.Column("id", BIG, nullable=False),
        sa.Column("look_back_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("seen", _one_of("seen", ("done", "partly", "not_done")), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("way", _one_of("ratingway", ("phone", "receipt", "call", "visit")), nullable=False),
        sa.Column("photo_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["look_back_id"], ["look_back.id"], name="fk_look_look_back_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_look_person_id"),
        sa.ForeignKeyConstraint(["photo_id"], ["attachment.id"], name="fk_look_photo_id"),
        sa.PrimaryKeyConstraint("id", name="pk_look"),
        sa.UniqueConstraint("look_back_id", "person_id", name="uq_look_look_back_id_person_id"),
    )
    op.create_index("ix_look_person_id", "look", ["person_id"])


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_evidence_handling_id"),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_evidence_reply_id"),
        sa.ForeignKeyConstraint(["file_id"], ["attachment.id"], name="fk_evidence_file_id"),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_handling_id", "evidence", ["handling_id"])


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
