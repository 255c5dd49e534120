"""自动提醒: the last step of pressing that the clock took for a case, and for which last day: `handling.reminded`."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.add_column("handling", sa.Column("reminded", sa.String(length=24), nullable=True))


def downgrade() -> None:
    op.drop_column("handling", "reminded")
