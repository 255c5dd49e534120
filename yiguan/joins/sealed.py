"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.joins.models import JoinRequest

JOIN_REQUEST = columns("id", "person_id", "other_id", "alias_id", "state", "unit_id", "asked_by", "at", "until",
                       "is_sample")  # fmt: skip
watch(JoinRequest, {1: Shape(JOIN_REQUEST)}, apart={"version": "counts edits"})
