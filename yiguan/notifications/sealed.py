"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.watch import leave
from yiguan.notifications.models import Delivery, Mute, Notice

leave(Notice, "repeats what its record and the trail say")
leave(Mute, "everybody's own choice, which the trail names; it hides nothing from them")
leave(Delivery, "says how a notice went out, and every try changes it")
