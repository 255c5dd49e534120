"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.watch import leave
from yiguan.notifications.models import Delivery, Notice

leave(Notice, "repeats what its record and the trail say")
leave(Delivery, "says how a notice went out, and every try changes it")
