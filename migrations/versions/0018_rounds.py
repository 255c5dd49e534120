"""A topic on an agenda and a recommendation carry the round (再协商) in which they were made.

What stands there gets the round that its topic had when the meeting began: the present one, less one for each time that
the trail says it was opened again since. A recommendation has the round of its meeting.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

FILL = (
    "UPDATE meeting_topic SET round = (SELECT t.round - (SELECT count(*) FROM audit_entry a WHERE a.subject = 'topic'"
    " AND a.subject_id = t.id AND a.act = 'reopen' AND a.at > m.starts_at) FROM topic t, meeting m"
    " WHERE t.id = meeting_topic.topic_id AND m.id = meeting_topic.meeting_id)",
    "UPDATE recommendation SET round = coalesce((SELECT p.round FROM meeting_topic p"
    " WHERE p.meeting_id = recommendation.meeting_id AND p.topic_id = recommendation.topic_id), 1)",
)


def upgrade() -> None:
    for table in ("meeting_topic", "recommendation"):
        op.add_column(table, sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    for statement in FILL:
        op.execute(statement)


def downgrade() -> None:
    for table in ("recommendation", "meeting_topic"):
        op.drop_column(table, "round")
