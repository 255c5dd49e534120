"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.watch import leave
from yiguan.notifications.models import Notice

leave(Notice, "repeats what its record and the trail say, and every delivery changes it")
