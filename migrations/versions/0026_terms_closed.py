"""The office ends a term in the browser: `term.closed_at`; terms are watched from now on."""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, write

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("term", sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
    write(op.get_bind(), Old("term", "id number name starts_on ends_on closed_at"))


def downgrade() -> None:
    op.drop_column("term", "closed_at")
