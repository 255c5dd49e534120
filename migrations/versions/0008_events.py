"""Facts that were read from the trail become columns and rows: events to tell, a public page, a short meeting, the
submitter of minutes.

`topic.public_since`, `meeting.was_short`, `minutes.submitted_by`, and `event` in the place of `told_entry`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TO_TELL = """
    INSERT INTO event (entry_id, subject, subject_id, act, told_at)
    SELECT e.id, e.subject, e.subject_id, e.act, t.at FROM audit_entry e
    LEFT JOIN told_entry t ON t.entry_id = e.id
    WHERE e.subject = 'topic' AND e.act IN ('approve', 'reject', 'defer', 'merge', 'terminate', 'reopen', 'publish')
       OR e.subject = 'meeting' AND e.act IN ('announce', 'postpone', 'cancel')
       OR e.subject = 'recommendation' AND e.act = 'sign'
    ORDER BY e.id
"""
LAST_SHOWN = """
    UPDATE topic SET public_since = (
        SELECT e.at FROM audit_entry e
        WHERE e.act = 'publish' AND e.id = (
            SELECT max(l.id) FROM audit_entry l
            WHERE l.subject = 'topic' AND l.subject_id = topic.id AND l.act IN ('publish', 'unpublish')))
"""
FELL_SHORT = """
    UPDATE meeting SET was_short = true
    WHERE id IN (SELECT subject_id FROM audit_entry WHERE subject = 'meeting' AND after = 'short')
"""
SENT_BY = """
    UPDATE minutes SET submitted_by = (
        SELECT e.actor_id FROM audit_entry e
        WHERE e.id = (
            SELECT max(l.id) FROM audit_entry l
            WHERE l.subject = 'minutes' AND l.subject_id = minutes.id AND l.act = 'submit'
            AND l.actor_id IS NOT NULL))
"""


def upgrade() -> None:
    op.add_column("topic", sa.Column("public_since", MOMENT, nullable=True))
    op.execute(LAST_SHOWN)
    op.add_column("meeting", sa.Column("was_short", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(FELL_SHORT)
    op.add_column("minutes", sa.Column("submitted_by", BIG, nullable=True))
    op.execute(SENT_BY)
    op.create_table(
        "event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG, nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("entry_id", name="uq_event_entry_id"),
    )
    op.create_index("ix_event_waiting", "event", ["told_at", "entry_id"])
    op.execute(TO_TELL)
    op.drop_table("told_entry")


def downgrade() -> None:
    op.create_table(
        "told_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_told_entry"),
        sa.UniqueConstraint("entry_id", name="uq_told_entry_entry_id"),
    )
    op.execute("INSERT INTO told_entry (entry_id, at) SELECT entry_id, told_at FROM event WHERE told_at IS NOT NULL")
    op.drop_index("ix_event_waiting", "event")
    op.drop_table("event")
    op.drop_column("minutes", "submitted_by")
    op.drop_column("meeting", "was_short")
    op.drop_column("topic", "public_since")
