"""What the office sets from a day on: `parameter_value`.

The table begins empty: until the office sets something, the installation's settings and the defaults go on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "parameter_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parameter_value"),
        sa.UniqueConstraint("name", "valid_from", name="uq_parameter_value_name_valid_from"),
    )


def downgrade() -> None:
    op.drop_table("parameter_value")
