"""A seal says by its scheme whether it covers its own moment; those that are there do not (scheme 1).

Neither database builds the table anew for one column more or less, so its triggers stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("seal", sa.Column("scheme", sa.SmallInteger(), nullable=False, server_default="1"))


def downgrade() -> None:
    """What was sealed since then, the release before does not recognise."""
    op.drop_column("seal", "scheme")
