"""What the worker does for time limits: settles those that had to wait for next year's holidays."""

from yiguan.calendar import service
from yiguan.store.schedule import Job, every

JOBS = (Job("settle-limits", service.settle, every(minutes=10)),)
