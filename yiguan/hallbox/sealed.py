"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.hallbox.models import BoxAnswer, BoxPack, HallBox

BOX_PACK = columns("id", "code", "meeting_id", "token_hash", "epoch", "key_no", "made_by", "at", "until", "revoked_at",
                   "is_sample")  # fmt: skip
watch(BoxPack, {1: Shape(BOX_PACK)})
watch(HallBox, {1: Shape(columns("id", "code", "meeting_id", "device", "told", "until", "at"))})
leave(BoxAnswer, "on the laptop alone: what the platform answered; its own rows count")
