"""The worker's job that delivers notices."""

from yiguan.notifications import delivery
from yiguan.store.schedule import Job, every

JOBS = (Job("deliver", delivery.deliver, every(seconds=1)),)
