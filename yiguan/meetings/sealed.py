"""What of this slice's tables is watched (audit/watch.py): a meeting with its parts, topics and agenda."""

from typing import cast

from sqlalchemy import Table

from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import watch
from yiguan.meetings.models import AgendaItem, CoHost, Meeting, MeetingPaper, MeetingPart, MeetingTopic

MEETING = columns("id", "code", "unit_id", "kind", "title", "place", "starts_at", "ends_at", "capacity", "attendance",
                  "host", "printed_code", "listed_only", "tracks_exit", "epoch", "key_no", "state", "was_short",
                  "postponed_from", "at", "is_sample")  # fmt: skip
PART = columns("id", "meeting_id", "position", "title", "place", "starts_at", "ends_at")
ITEM = columns("id", "meeting_id", "position", "title", "minutes", "topic_id")
_topics = cast(Table, MeetingTopic.__table__)
PARTS = {
    "parts": Part(cast(Table, MeetingPart.__table__), "meeting_id", PART),
    "topics": Part(_topics, "meeting_id", columns("id", "meeting_id", "topic_id")),
    "agenda": Part(cast(Table, AgendaItem.__table__), "meeting_id", ITEM),
}
WITH_ROUNDS = PARTS | {"topics": Part(_topics, "meeting_id", columns("id", "meeting_id", "topic_id", "round"))}
HOSTS = Part(cast(Table, CoHost.__table__), "meeting_id", columns("id", "meeting_id", "position", "unit_id"))
IN_TERM = MEETING | columns("term_id", "year")
VERSIONS = {
    1: Shape(MEETING, PARTS),
    2: Shape(IN_TERM, WITH_ROUNDS),
    3: Shape(IN_TERM, WITH_ROUNDS | {"co_hosts": HOSTS}),
}
PAPER = columns("id", "meeting_id", "position", "attachment_id", "at", "withdrawn_at")
watch(MeetingPaper, {1: Shape(PAPER)})
watch(Meeting, VERSIONS, apart={"version": "counts edits"})
