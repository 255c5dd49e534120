"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.publishing.models import Publication

PUBLICATION = columns("id", "topic_id", "state", "first_at", "reviewed_at", "withdrawn_at", "why", "is_sample")
watch(Publication, {1: Shape(PUBLICATION)}, apart={"version": "counts edits"})
