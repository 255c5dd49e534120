"""The review list holds two who may be one: an equal name, an equal phone number."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

TWO, FOUR = ("device", "second"), ("device", "second", "name", "phone")


def upgrade() -> None:
    _admit(FOUR)


def downgrade() -> None:
    op.execute("DELETE FROM burst_review WHERE kind IN ('name', 'phone')")
    _admit(TWO)


def _admit(kinds: tuple[str, ...]) -> None:
    """The CHECK of a choice is part of its column: it is taken off and put on anew."""
    with op.batch_alter_table("burst_review") as table:
        table.drop_constraint(op.f("ck_burst_review_burstkind"), type_="check")
        table.create_check_constraint(op.f("ck_burst_review_burstkind"), sa.column("kind").in_(kinds))
