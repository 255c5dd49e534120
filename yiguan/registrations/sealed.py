"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.registrations.models import HomeCode, Registration

TELLING = "set by the job that tells people; no seat depends on it"
REGISTRATION = columns("id", "meeting_id", "person_id", "side", "door", "state", "required", "removed", "place",
                       "unit_name", "reason", "epoch", "code_index", "at", "is_sample")  # fmt: skip
APART = {"told_at": TELLING, "reminded_at": TELLING, "version": "counts edits"}
watch(Registration, {1: Shape(REGISTRATION)}, apart=APART)
leave(HomeCode, "on the laptop alone: keyed hashes of what the platform printed")
