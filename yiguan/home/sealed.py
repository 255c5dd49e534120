"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.home.models import Feedback

FEEDBACK = columns("id", "text", "person_id", "at", "answered_at", "answer")
watch(Feedback, {1: Shape(FEEDBACK)}, apart={"version": "counts edits"})
