"""公开: who read a page through (`publication_review`), what is hidden on it (`redaction`), the time at which it goes
out by itself, the end of a preview, the display period with its result.

Pages that are public stay so, without a display period. What was read through before is not known by person, so what
becomes final on such a page is read through by as many as the office has set.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.store.listed import admit

revision = "0038"
down_revision = "0037"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = ("prepared", "scheduled", "published", "withdrawn")


def upgrade() -> None:
    for name, kind in (("publish_at", MOMENT), ("preview_until", MOMENT), ("display_until", sa.Date())):
        op.add_column("publication", sa.Column(name, kind))
    op.add_column("publication", sa.Column("display_result", sa.String(300), nullable=False, server_default=""))
    admit(op.get_bind(), "publication", "state", "ck_publication_publicationstate", STATES)
    _of_publication(
        "publication_review", _person(), sa.Column("digest", sa.String(64), nullable=False), _words("waiver")
    )
    lifted = sa.Column("lifted_at", MOMENT)
    _of_publication("redaction", sa.Column("words", sa.LargeBinary(), nullable=False), lifted)


def downgrade() -> None:
    op.drop_table("redaction")
    op.drop_table("publication_review")
    back = "CASE WHEN first_at IS NULL THEN 'prepared' ELSE 'withdrawn' END"
    op.execute(f"UPDATE publication SET state = {back} WHERE state = 'scheduled'")  # noqa: S608 - our own
    admit(
        op.get_bind(),
        "publication",
        "state",
        "ck_publication_publicationstate",
        [s for s in STATES if s != "scheduled"],
    )
    for name in ("display_result", "display_until", "preview_until", "publish_at"):
        op.drop_column("publication", name)


def _of_publication(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("id", BIG, nullable=False),
        sa.Column("publication_id", BIG, nullable=False),
        *columns,
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=f"fk_{table}_publication_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(f"ix_{table}_publication_id", table, ["publication_id"])


def _person() -> sa.Column[object]:
    return sa.Column("person_id", BIG, nullable=False)


def _words(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(200), nullable=False)
