"""A signature becomes a row: who signed what, with which act, in which role, when, and the frozen text with its SM3.

Rows whose last fingerprint proves them keep being proven in their new shape; one that was changed behind the program's
back is carried over as it is, and `audit-verify` goes on naming it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, OldPart, carry, proven
from yiguan.audit.triggers import removals, statements

revision = "0021"
down_revision = "0020"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SIGNED = "signed_by signed_name signed_role signed_at frozen digest"
COMMON = "id code number unit_id topic_id meeting_id title addressee state revision approved_by at is_sample"
ITEMS = OldPart(
    "items",
    "recommendation_item",
    "recommendation_id",
    "id recommendation_id position problem analysis advice unit_id",
)
THROUGH = ("recommendation_item", "recommendation_id")
SOURCES = OldPart("sources", "item_source", "item_id", "id item_id kind subject_id", through=THROUGH)
CO_UNITS = OldPart("co_units", "co_unit", "item_id", "id item_id position unit_id", through=THROUGH)
BEFORE = (
    Old("recommendation", f"{COMMON} {SIGNED}", (ITEMS, SOURCES)),
    Old("recommendation", f"{COMMON} {SIGNED} round", (ITEMS, SOURCES, CO_UNITS), version=2),
)
AFTER = Old("recommendation", f"{COMMON} round", (ITEMS, SOURCES, CO_UNITS), version=3)
SIGNATURE = "id subject subject_id act person_id name role at text digest"
MOVE = (
    "INSERT INTO signature (subject, subject_id, act, person_id, name, role, at, text, digest)"
    " SELECT 'recommendation', id, 'sign', signed_by, signed_name, signed_role, signed_at, frozen, digest"
    " FROM recommendation WHERE signed_at IS NOT NULL AND signed_by IS NOT NULL ORDER BY signed_at, id"
)
BACK = (
    "UPDATE recommendation SET signed_by = s.person_id, signed_name = s.name, signed_role = s.role, signed_at = s.at,"
    " frozen = s.text, digest = s.digest FROM signature s"
    " WHERE s.subject = 'recommendation' AND s.subject_id = recommendation.id"
)
STATE = sa.Enum(
    *("draft", "submitted", "returned", "approved", "issued", "withdrawn", "superseded"),
    name="recommendationstate",
    native_enum=False,
    create_constraint=True,
    length=24,
)
APART = "signed_by IS NULL OR signed_by != approved_by"


def upgrade() -> None:
    connection = op.get_bind()
    whole = proven(connection, *BEFORE)
    op.create_table(
        "signature",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("subject", "subject_id", "act", name=op.f("uq_signature_subject_subject_id_act")),
    )
    op.create_index(op.f("ix_signature_person_id"), "signature", ["person_id"])
    op.execute(MOVE)
    _drop(connection)
    of_whole = sa.text("SELECT id FROM signature WHERE subject_id IN :ids").bindparams(
        sa.bindparam("ids", whole, expanding=True)
    )
    carry(connection, AFTER, whole)
    carry(connection, Old("signature", SIGNATURE), connection.scalars(of_whole).all())
    for statement in statements(connection.dialect.name, "signature", SIGNATURE.split()):
        op.execute(statement)


def _drop(connection: sa.Connection) -> None:
    """SQLite builds the table anew, since a CHECK names one of the columns."""
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table("recommendation", copy_from=_table(()), recreate="always"):
            pass
        return
    op.drop_constraint(op.f("ck_recommendation_signer_did_not_approve"), "recommendation", type_="check")
    for name in SIGNED.split():
        op.drop_column("recommendation", name)


def downgrade() -> None:
    connection = op.get_bind()
    for column in _signed():
        op.add_column("recommendation", column)
    op.execute(BACK)
    if connection.dialect.name == "sqlite":
        with op.batch_alter_table("recommendation", copy_from=_table(_signed()), recreate="always"):
            pass
    else:
        op.create_check_constraint(op.f("ck_recommendation_signer_did_not_approve"), "recommendation", APART)
    for statement in removals(connection.dialect.name, "signature"):
        op.execute(statement)
    op.drop_index(op.f("ix_signature_person_id"), "signature")
    op.drop_table("signature")


def _signed() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("signed_by", BIG, nullable=True),
        sa.Column("signed_name", sa.String(length=60), nullable=False, server_default=""),
        sa.Column("signed_role", sa.String(length=24), nullable=False, server_default=""),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("frozen", sa.Text(), nullable=False, server_default=""),
        sa.Column("digest", sa.String(length=64), nullable=False, server_default=""),
    )


def _table(signed: Sequence[sa.Column[Any]]) -> sa.Table:
    """The whole table: what is copied from the database would come without its CHECKs."""
    apart = [sa.CheckConstraint(APART, name=op.f("ck_recommendation_signer_did_not_approve"))] if signed else []
    return sa.Table(
        "recommendation",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("addressee", sa.String(length=60), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approved_by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, server_default="1"),
        *signed,
        *apart,
        sa.CheckConstraint(
            "state NOT IN ('issued', 'superseded') OR number IS NOT NULL",
            name=op.f("ck_recommendation_issued_has_number"),
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_recommendation_meeting_id"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name="fk_recommendation_topic_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_recommendation_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation"),
        sa.UniqueConstraint("code", name="uq_recommendation_code"),
        sa.UniqueConstraint("number", name="uq_recommendation_number"),
        sa.Index("ix_recommendation_meeting_id", "meeting_id"),
        sa.Index("ix_recommendation_queue", "state", "id"),
        sa.Index("ix_recommendation_topic_id", "topic_id"),
        sa.Index("ix_recommendation_unit_id", "unit_id"),
    )
