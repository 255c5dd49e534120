"""An attachment has a name, an owner, a checksum and what the scanner said; a meeting has papers: `meeting_paper`.

Pictures that are there keep row and file; their checksum is the hash by which they are named.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SCANS = ("unscanned", "waiting", "clean", "refused")
FILL = (
    "UPDATE attachment SET digest = substr(name, 1, 64)",
    "UPDATE attachment SET owner_id = l.person_id, unit_id = l.unit_id FROM lead l"
    " JOIN lead_photo p ON p.lead_id = l.id"
    " WHERE p.attachment_id = attachment.id",
    "UPDATE attachment SET unit_id = m.unit_id FROM meeting m JOIN paper_list p ON p.meeting_id = m.id"
    " WHERE p.attachment_id = attachment.id",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(100, _new())
    else:
        for column in _new():
            op.add_column("attachment", column)
        op.create_check_constraint(op.f("ck_attachment_scanstate"), "attachment", sa.column("scan").in_(SCANS))
        op.alter_column("attachment", "media_type", type_=sa.String(length=100))
    op.create_index("ix_attachment_scan", "attachment", ["scan"])
    for statement in FILL:
        op.execute(statement)
    op.create_table(
        "meeting_paper",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_paper_meeting_id"),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_meeting_paper_attachment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_paper"),
        sa.UniqueConstraint("meeting_id", "position", name="uq_meeting_paper_meeting_id_position"),
    )


def downgrade() -> None:
    """A longer media type than pictures have would not fit; documents go with the meetings' papers."""
    connection = op.get_bind()
    documents = connection.execute(sa.text("SELECT attachment_id FROM meeting_paper")).scalars().all()
    op.drop_table("meeting_paper")
    for number in documents:
        connection.execute(sa.text("DELETE FROM attachment WHERE id = :id"), {"id": number})
    op.drop_index("ix_attachment_scan", "attachment")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(60, [])
        return
    for column in _new():
        op.drop_column("attachment", column.name)
    op.alter_column("attachment", "media_type", type_=sa.String(length=60))


def _new() -> list[sa.Column[Any]]:
    return [
        sa.Column("title", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("digest", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("scan", sa.String(length=24), nullable=False, server_default="unscanned"),
    ]


def _rebuild(length: int, more: list[sa.Column[Any]]) -> None:
    """SQLite changes no column and adds no CHECK otherwise."""
    checks = [sa.CheckConstraint(sa.column("scan").in_(SCANS), name="scanstate")] if more else []
    for column in _new() if more else ():
        op.add_column("attachment", column)
    table = sa.Table(
        "attachment",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("media_type", sa.String(length=length), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        *more,
        *checks,
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.Index("ix_attachment_name", "name"),
    )
    with op.batch_alter_table("attachment", copy_from=table, recreate="always"):
        pass
