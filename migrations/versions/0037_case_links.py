"""办理链接: a unit without accounts works on a case by a link: `case_link`, and who works by it: `case_clerk`.

An answer has files (`reply_file`); a signature may stand on a sheet of paper whose scan somebody confirmed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


USES = ("evidence", "original", "signed", "signed_off")


def upgrade() -> None:
    _links()
    op.create_table(
        "reply_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("reply_id", BIG, nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("use", _one_of("fileuse", USES), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_reply_file_reply_id"),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name="fk_reply_file_attachment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_file"),
    )
    op.create_index("ix_reply_file_reply_id", "reply_file", ["reply_id"])
    op.add_column("signature", sa.Column("signed_on", sa.Date(), nullable=True))
    op.add_column("signature", sa.Column("scan_digest", sa.String(length=64), nullable=True))
    op.add_column("signature", sa.Column("confirmed_by", BIG, nullable=True))


def downgrade() -> None:
    """The files of answers go with their rows; nothing else names them."""
    connection = op.get_bind()
    files = connection.execute(sa.text("SELECT attachment_id FROM reply_file")).scalars().all()
    op.drop_table("reply_file")
    for number in files:
        connection.execute(sa.text("DELETE FROM attachment WHERE id = :id"), {"id": number})
    for name in ("confirmed_by", "scan_digest", "signed_on"):
        op.drop_column("signature", name)
    op.drop_table("case_clerk")
    op.drop_table("case_link")


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def _links() -> None:
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
