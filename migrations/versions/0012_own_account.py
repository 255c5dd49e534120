"""The own account: when its password was set, former passwords, the browser of a sign-in; the log of attempts.

Wrong tries at a receipt are counted in that log from now on, so the lead's own counters go. When a password was set was
never stored; it counts from this migration on.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
ACCOUNT = sa.table("account", sa.column("password_hash", sa.String()), sa.column("password_at", MOMENT))


def upgrade() -> None:
    op.add_column("account", sa.Column("password_at", MOMENT, nullable=True))
    has_one = ACCOUNT.c.password_hash.is_not(None)
    op.execute(sa.update(ACCOUNT).where(has_one).values(password_at=datetime.now(UTC)))
    op.add_column("sign_in", sa.Column("browser", sa.String(60), nullable=False, server_default=""))
    op.create_table(
        "former_password",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_former_password_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_former_password"),
    )
    op.create_index("ix_former_password_account_id", "former_password", ["account_id"])
    _create_attempts()
    op.drop_column("lead", "failed_tries")
    op.drop_column("lead", "locked_until")


def _create_attempts() -> None:
    kinds = _enum("attemptkind", "sign_in", "receipt")
    outcomes = _enum("outcome", "right", "wrong", "waiting")
    op.create_table(
        "attempt",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("origin_index", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("outcome", outcomes, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_name_index", "attempt", ["name_index", "at"])
    op.create_index("ix_attempt_at", "attempt", ["at"])


def _enum(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)


def downgrade() -> None:
    op.add_column("lead", sa.Column("failed_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("lead", sa.Column("locked_until", MOMENT, nullable=True))
    op.drop_table("attempt")
    op.drop_table("former_password")
    op.drop_column("sign_in", "browser")
    op.drop_column("account", "password_at")
