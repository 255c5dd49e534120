"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.attachments.models import Attachment
from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch

watch(Attachment, {1: Shape(columns("id", "name", "media_type", "size", "width", "height", "at"))})
