"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.attachments.models import Attachment
from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch

FIRST = columns("id", "name", "media_type", "size", "width", "height", "at")
MORE = columns("title", "digest", "owner_id", "unit_id", "scan")
watch(Attachment, {1: Shape(FIRST), 2: Shape(FIRST | MORE)})
