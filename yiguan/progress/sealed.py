"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.progress.models import ErasureWish

watch(ErasureWish, {1: Shape(columns("id", "person_id", "at", "ended_at", "is_sample"))})
