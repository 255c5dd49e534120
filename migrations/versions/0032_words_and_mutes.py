"""The office writes notices in its own words, for which a `parameter_value` of 40 characters is too short; people mute
kinds of notices: `mute`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = ("own_matter", "own_seat", "account", "duty", "meetings", "others")


def upgrade() -> None:
    _widen(700)
    op.create_table(
        "mute",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="noticekind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mute_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mute"),
        sa.UniqueConstraint("person_id", "kind", name="uq_mute_person_id_kind"),
    )


def downgrade() -> None:
    """What does not fit goes back to the program's own words."""
    op.drop_table("mute")
    op.execute("UPDATE parameter_value SET value = NULL WHERE length(value) > 40")
    _widen(40)


def _widen(length: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("parameter_value", "value", type_=sa.String(length=length))
        return
    table = sa.Table(
        "parameter_value",
        sa.MetaData(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=length), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parameter_value"),
        sa.UniqueConstraint("name", "valid_from", name="uq_parameter_value_name_valid_from"),
    )
    with op.batch_alter_table("parameter_value", copy_from=table, recreate="always"):
        pass
