"""What the worker does for recommendations: those that were signed before there were cases are handed over."""

from yiguan.recommendations.handing_over import hand_over_old
from yiguan.store.schedule import Job, every

JOBS = (Job("hand-over", hand_over_old, every(minutes=10)),)
