"""A seal names the version of columns that it covers; what was sealed before is version 1.

Neither database builds the table anew for one column more or less, so its triggers stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("seal", sa.Column("version", sa.SmallInteger(), nullable=False, server_default="1"))


def downgrade() -> None:
    op.drop_column("seal", "version")
