"""What the worker does for notices: the outbox."""

from yiguan.notifications import delivery
from yiguan.store.schedule import Job, every

JOBS = (Job("deliver", delivery.deliver, every(seconds=1)),)
