"""What of this slice's tables is watched (audit/watch.py)."""

from typing import cast

from sqlalchemy import Table

from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import watch
from yiguan.publishing.models import Publication, Redaction, Review

PUBLICATION = columns("id", "topic_id", "state", "first_at", "reviewed_at", "withdrawn_at", "why", "is_sample")
TIMED = PUBLICATION | columns("publish_at", "preview_until", "display_until", "display_result")
REVIEW = columns("id", "publication_id", "person_id", "digest", "waiver", "at")
REDACTION = columns("id", "publication_id", "words", "lifted_at", "at")
PARTS = {
    "reviews": Part(cast(Table, Review.__table__), "publication_id", REVIEW),
    "redactions": Part(cast(Table, Redaction.__table__), "publication_id", REDACTION),
}
watch(Publication, {1: Shape(PUBLICATION), 2: Shape(TIMED, PARTS)}, apart={"version": "counts edits"})
