"""办理: what a signed paper asks of a unit becomes a case, with its items, answers, countersignatures and notes.

The items of recommendations that were signed before are handed over by the worker (recommendations/jobs.py).
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WORDS = {
    "handlingstate": (
        *("pending", "dispatched", "received", "in_progress", "disputed", "drafted", "checked", "unit_signed"),
        *("signed_off", "replied", "tracking", "closed", "escalated"),
    ),
    "entrykind": (
        *("call", "visit", "talk", "press_call", "press_letter", "press_visit", "press_meeting", "press_committee"),
        *("press_inspection", "press_leader", "instruction"),
    ),
    "openness": ("open", "part", "shut"),
    "answerclass": ("a", "b", "c", "d"),
}
TABLES = ("item_reply", "countersign", "co_handler", "reply", "handling_item", "handling_entry", "handling")


def upgrade() -> None:
    _cases()
    _answers()
    key = sa.ForeignKey("handling_item.id", name="fk_recommendation_item_handling_item_id")
    op.add_column("recommendation_item", sa.Column("handling_item_id", BIG, key, nullable=True), inline_references=True)
    op.create_index("ix_recommendation_item_handling_item_id", "recommendation_item", ["handling_item_id"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_recommendation_item_handling_item_id", "recommendation_item")
    op.drop_column("recommendation_item", "handling_item_id")
    for name in TABLES:
        op.drop_table(name)


def _one_of(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True, length=24)


def _cases() -> None:
    op.create_table(
        "handling",
        sa.Column("id", BIG, nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("source_url", sa.String(length=80), nullable=False),
        sa.Column("state", _one_of("handlingstate"), nullable=False),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("dispatched_at", MOMENT, nullable=True),
        sa.Column("leader_id", BIG, nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("asked_days", sa.Integer(), nullable=True),
        sa.Column("redone", sa.Boolean(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("limit_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state = 'pending' OR unit_id IS NOT NULL", name="ck_handling_assigned_has_unit"),
        sa.ForeignKeyConstraint(["leader_id"], ["person.id"], name="fk_handling_leader_id"),
        sa.ForeignKeyConstraint(["limit_id"], ["time_limit.id"], name="fk_handling_limit_id"),
        sa.ForeignKeyConstraint(["sender_id"], ["unit.id"], name="fk_handling_sender_id"),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name="fk_handling_term_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_handling_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handling"),
    )
    op.create_index("ix_handling_limit_id", "handling", ["limit_id"], unique=True)
    op.create_index("ix_handling_promised_on", "handling", ["promised_on"])
    op.create_index("ix_handling_queue", "handling", ["state", "due_on", "id"])
    op.create_index("ix_handling_sender_id", "handling", ["sender_id"])
    op.create_index("ix_handling_source", "handling", ["source"])
    op.create_index("ix_handling_unit_id", "handling", ["unit_id"])
    op.create_table(
        "handling_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("kind", _one_of("entrykind"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_handling_entry_handling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handling_entry"),
    )
    op.create_index("ix_handling_entry_handling_id", "handling_entry", ["handling_id"])
    op.create_table(
        "handling_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_handling_item_handling_id"),
        sa.PrimaryKeyConstraint("id", name="pk_handling_item"),
        sa.UniqueConstraint("handling_id", "position", name="uq_handling_item_handling_id_position"),
    )
    op.create_table(
        "co_handler",
        sa.Column("id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["handling_item.id"], name="fk_co_handler_item_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_co_handler_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_co_handler"),
        sa.UniqueConstraint("item_id", "unit_id", name="uq_co_handler_item_id_unit_id"),
    )
    op.create_index("ix_co_handler_unit_id", "co_handler", ["unit_id"])


def _answers() -> None:
    op.create_table(
        "reply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("handling_id", BIG, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("openness", _one_of("openness"), nullable=False),
        sa.Column("openness_reason", sa.String(length=200), nullable=False),
        sa.Column("drafted_by", BIG, nullable=True),
        sa.Column("drafted_at", MOMENT, nullable=True),
        sa.Column("checked_by", BIG, nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("returned_at", MOMENT, nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["handling_id"], ["handling.id"], name="fk_reply_handling_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_reply_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply"),
        sa.UniqueConstraint("handling_id", "version", name="uq_reply_handling_id_version"),
        sa.UniqueConstraint("number", name="uq_reply_number"),
    )
    op.create_table(
        "countersign",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("waived", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_countersign_reply_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_countersign_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_countersign"),
        sa.UniqueConstraint("reply_id", "unit_id", name="uq_countersign_reply_id_unit_id"),
    )
    op.create_table(
        "item_reply",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("item_id", BIG, nullable=False),
        sa.Column("answer_class", _one_of("answerclass"), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["handling_item.id"], name="fk_item_reply_item_id"),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_item_reply_reply_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_reply"),
        sa.UniqueConstraint("reply_id", "item_id", name="uq_item_reply_reply_id_item_id"),
    )
    op.create_index("ix_item_reply_item_id", "item_reply", ["item_id"])
