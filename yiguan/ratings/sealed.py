"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.ratings.models import Rating

watch(Rating, {1: Shape(columns("id", "reply_id", "person_id", "attitude", "result", "note", "way", "at"))})
