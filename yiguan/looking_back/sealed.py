"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.looking_back.models import Evidence, Look, LookBack

LOOK_BACK = columns("id", "handling_id", "reply_id", "round", "cause", "lead_id", "opens_on", "closes_on", "outcome",
                    "at")  # fmt: skip
watch(LookBack, {1: Shape(LOOK_BACK)})
watch(Look, {1: Shape(columns("id", "look_back_id", "person_id", "seen", "note", "way", "photo_id", "at"))})
watch(Evidence, {1: Shape(columns("id", "handling_id", "reply_id", "day", "text", "file_id", "by", "at"))})
