"""How a notice goes out is a row for each channel: `delivery`; a notice keeps whom it tells of what, and its words.

Every notice keeps its state, tries and moments in the one delivery that it gets. A page has shown its notices all the
time, so one that still waited for the worker is sent.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def _listed(name: str, values: str) -> sa.Enum:
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True, length=24)


LISTED = (
    sa.Column("channel", _listed("noticechannel", "page printed"), nullable=False),
    sa.Column("state", _listed("noticestate", "waiting sent failed"), nullable=False),
)
LEAVING = (
    sa.Column("channel", sa.String(length=24), nullable=False),
    sa.Column("state", sa.String(length=24), nullable=False),
    sa.Column("tries", sa.Integer(), nullable=False),
    sa.Column("next_try_at", MOMENT, nullable=False),
    sa.Column("sent_at", MOMENT, nullable=True),
)
MOVE = (
    "INSERT INTO delivery (notice_id, channel, state, tries, next_try_at, sent_at, fault, year)"
    " SELECT id, channel, CASE WHEN channel = 'page' THEN 'sent' ELSE state END, tries, next_try_at,"
    " CASE WHEN channel = 'page' THEN coalesce(sent_at, at) ELSE sent_at END, '', year FROM notice ORDER BY id"
)
BACK = (
    "UPDATE notice SET (channel, state, tries, next_try_at, sent_at) ="
    " (SELECT d.channel, d.state, d.tries, d.next_try_at, d.sent_at FROM delivery d"
    " WHERE d.notice_id = notice.id AND d.channel IN ('page', 'printed'))"
)


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("notice_id", BIG, nullable=False),
        sa.Column("channel", _listed("noticechannel", "page printed sms"), nullable=False),
        sa.Column("state", _listed("noticestate", "waiting sent failed"), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("fault", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_delivery_notice_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("notice_id", "channel", name="uq_delivery_notice_id_channel"),
    )
    op.execute(MOVE)
    op.create_index("ix_delivery_due", "delivery", ["state", "channel", "next_try_at"])
    op.drop_index("ix_notice_waiting", "notice")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(())
        return
    for column in LEAVING:
        op.drop_column("notice", column.name)


def downgrade() -> None:
    for column in LEAVING:
        op.add_column("notice", sa.Column(column.name, column.type, nullable=True))
    op.execute(BACK)
    op.drop_table("delivery")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild((*LISTED, *LEAVING[2:]))
    else:
        for column in LEAVING[:4]:
            op.alter_column("notice", column.name, nullable=False)
        op.create_check_constraint(op.f("ck_notice_noticechannel"), "notice", "channel IN ('page', 'printed')")
        op.create_check_constraint(op.f("ck_notice_noticestate"), "notice", "state IN ('waiting', 'sent', 'failed')")
    op.create_index("ix_notice_waiting", "notice", ["state", "next_try_at"])


def _rebuild(more: tuple[sa.Column[Any], ...]) -> None:
    """SQLite drops no column that a CHECK names. What is copied from the database would come without its CHECKs."""
    table = sa.Table(
        "notice",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=False, server_default="0"),
        *more,
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_notice_person_id"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_notice_unit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("event", "person_id", name="uq_notice_event_person_id"),
        sa.Index("ix_notice_about", "subject", "subject_id"),
        sa.Index("ix_notice_person", "person_id", "at"),
        sa.Index("ix_notice_unit_id", "unit_id"),
    )
    with op.batch_alter_table("notice", copy_from=table, recreate="always"):
        pass
