"""Two of the staff join two records; sector and party become a history of the person.

The sector that a person has is theirs from the day they were registered on, and `person.sector` goes. Rows of `person`
that their last fingerprint proves keep being proven; one that was changed behind the program's back is carried over as
it is, and `audit-verify` goes on naming it.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.baseline import Old, carry, proven
from yiguan.store.listed import admit

revision = "0029"
down_revision = "0028"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PROOFS = ("own_phone", "old_phone", "staff", "receipts")
BURSTS = ("device", "second", "name", "phone", "joined")
DAY = {"sqlite": "date(person.created_at, '+8 hours')", "postgresql": "(created_at AT TIME ZONE 'Asia/Shanghai')::date"}
FILL = (
    "INSERT INTO affiliation (person_id, kind, name, starts_on, is_sample)"
    " SELECT id, 'sector', sector, {}, is_sample FROM person WHERE sector != '' ORDER BY id"
)
BACK = (
    "UPDATE person SET sector = coalesce((SELECT name FROM affiliation a WHERE a.person_id = person.id"
    " AND a.kind = 'sector' ORDER BY a.starts_on DESC LIMIT 1), '')"
)
COLUMNS = "id kind name name_index phone phone_index device_id {}created_at erased_at is_sample"
BEFORE = Old("person", COLUMNS.format("sector "))
AFTER = Old("person", COLUMNS.format(""), version=2)
AFFILIATION = Old("affiliation", "id person_id kind name starts_on is_sample")


def upgrade() -> None:
    connection = op.get_bind()
    proven_people = proven(connection, BEFORE)
    admit(connection, "alias", "proof", "ck_alias_joinproof", PROOFS)
    admit(connection, "burst_review", "kind", "ck_burst_review_burstkind", BURSTS)
    op.add_column("alias", sa.Column("onto_id", BIG, nullable=True))
    _make_requests()
    _make_affiliations()
    _make_wishes()
    op.execute(FILL.format(DAY[connection.dialect.name]))
    op.drop_column("person", "sector")
    carry(connection, AFTER, proven_people)
    filled = connection.execute(sa.text("SELECT id, person_id FROM affiliation ORDER BY id")).all()
    of_proven = set(proven_people)
    carry(connection, AFFILIATION, [number for number, person_id in filled if person_id in of_proven])


def _make_requests() -> None:
    states = sa.Enum(
        *("asked", "joined", "refused", "undone"),
        name="joinstate",
        native_enum=False,
        create_constraint=True,
        length=24,
    )
    op.create_table(
        "join_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("other_id", BIG, nullable=False),
        sa.Column("alias_id", BIG, nullable=True),
        sa.Column("state", states, nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_join_request_person_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_join_request_other_id")),
        sa.ForeignKeyConstraint(["alias_id"], ["alias.id"], name=op.f("fk_join_request_alias_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_join_request_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
    )
    op.create_index(op.f("ix_join_request_unit_id"), "join_request", ["unit_id"])
    op.create_index(op.f("ix_join_request_person_id"), "join_request", ["person_id"])


def _make_affiliations() -> None:
    kinds = sa.Enum("sector", "party", name="affiliationkind", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "affiliation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_affiliation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
        sa.UniqueConstraint("person_id", "kind", "starts_on", name=op.f("uq_affiliation_person_id_kind_starts_on")),
    )


def _make_wishes() -> None:
    op.create_table(
        "erasure_wish",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_erasure_wish_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_wish")),
    )
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_erasure_wish_person",
        "erasure_wish",
        ["person_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )


def downgrade() -> None:
    connection = op.get_bind()
    op.add_column("person", sa.Column("sector", sa.String(length=20), nullable=False, server_default=""))
    op.execute(BACK)
    with op.batch_alter_table("person") as table:
        table.alter_column("sector", server_default=None)
    op.drop_table("erasure_wish")
    op.drop_table("affiliation")
    op.drop_table("join_request")
    op.execute("DELETE FROM burst_review WHERE kind = 'joined'")
    op.execute("DELETE FROM alias WHERE proof != 'own_phone'")
    op.drop_column("alias", "onto_id")
    admit(connection, "burst_review", "kind", "ck_burst_review_burstkind", BURSTS[:-1])
    admit(connection, "alias", "proof", "ck_alias_joinproof", PROOFS[:1])
