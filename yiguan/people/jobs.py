"""The worker's job that clears the security log of what is old."""

from yiguan.people import attempts
from yiguan.store.schedule import Job, at

JOBS = (Job("forget-attempts", attempts.forget_old, at(hour=3, minute=10)),)
