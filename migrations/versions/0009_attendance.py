"""Facts that were read from the trail become rows: undone check-ins, uses of a helper link, meetings that were thanked.

Stored answers are looked up by the name of their endpoint, which changed with the slice.
"""

import sqlalchemy as sa
from alembic import op

from yiguan.audit.triggers import removals, statements

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNDOING = ("id", "check_in_id", "at", "reason", "is_sample")
ROOMS = {
    "checkin_api": "attendance_api",
    "checkin_bench": "attendance_bench",
    "checkin_hall": "attendance_hall",
    "checkin_phone": "attendance_phone",
    "reception_api": "attendance_reception_api",
    "reception_bench": "attendance_reception_bench",
    "reception_public": "attendance_public",
    "reception_reception": "attendance_reception",
    "reception_sheet_api": "attendance_closing_api",
    "reception_sheet_bench": "attendance_closing_bench",
}
FILL = (
    "INSERT INTO undoing (check_in_id, at, reason, is_sample) SELECT c.id, a.at, a.reason, c.is_sample"
    " FROM check_in c JOIN audit_entry a ON a.id = (SELECT min(id) FROM audit_entry"
    " WHERE subject = 'check_in' AND act = 'undo' AND subject_id = c.id) ORDER BY a.id",
    "INSERT INTO link_use (link_id, person_id, at, is_sample) SELECT l.id, p.id, a.at, l.is_sample FROM audit_entry a"
    " JOIN helper_link l ON l.id = a.subject_id JOIN person p ON p.id = a.actor_id"
    " WHERE a.subject = 'helper_link' AND a.act = 'open' ORDER BY a.at, a.id",
    "INSERT INTO thanks (meeting_id, at, is_sample) SELECT m.id, a.at, m.is_sample"
    " FROM meeting m JOIN audit_entry a ON a.id = (SELECT min(id) FROM audit_entry"
    " WHERE subject = 'meeting' AND act = 'thank' AND subject_id = m.id) ORDER BY a.id",
)


def upgrade() -> None:
    op.create_table(
        "undoing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_in_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_undoing_check_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoing")),
        sa.UniqueConstraint("check_in_id", name=op.f("uq_undoing_check_in_id")),
    )
    op.create_table(
        "link_use",
        sa.Column("id", BIG, nullable=False),
        sa.Column("link_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["helper_link.id"], name=op.f("fk_link_use_link_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_use_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_use")),
    )
    op.create_index(op.f("ix_link_use_link_id"), "link_use", ["link_id"], unique=False)
    op.create_table(
        "thanks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_thanks_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_thanks_meeting_id")),
    )
    for statement in FILL:
        op.execute(statement)
    for statement in statements(op.get_bind().dialect.name, "undoing", list(UNDOING)):
        op.execute(sa.DDL(statement.replace("%", "%%")))
    _rename(ROOMS)


def downgrade() -> None:
    _rename({new: old for old, new in ROOMS.items()})
    for statement in removals(op.get_bind().dialect.name, "undoing"):
        op.execute(statement)
    op.drop_table("thanks")
    op.drop_index(op.f("ix_link_use_link_id"), table_name="link_use")
    op.drop_table("link_use")
    op.drop_table("undoing")


def _rename(rooms: dict[str, str]) -> None:
    """A scope is `endpoint:who`, an endpoint `blueprint.view`."""
    answer = sa.table("answer", sa.column("scope", sa.String))
    for old, new in rooms.items():
        rest = sa.func.substr(answer.c.scope, len(old) + 1)
        named = answer.update().where(sa.func.substr(answer.c.scope, 1, len(old) + 1) == f"{old}.")
        op.execute(named.values(scope=sa.literal(new).concat(rest)))
