"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.new_phones.models import PhoneMove

PHONE_MOVE = columns("id", "person_id", "code_hash", "state", "proof", "unit_id", "asked_by", "from_device",
                     "to_device", "at", "until", "used_at", "undone_at", "undone_by", "is_sample")  # fmt: skip
watch(PhoneMove, {1: Shape(PHONE_MOVE)}, apart={"version": "counts edits"})
