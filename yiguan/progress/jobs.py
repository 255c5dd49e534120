"""What the worker does for matters: whoever had a part in what happened is told, who is long gone is forgotten."""

from yiguan.progress import erasing, tell
from yiguan.store.schedule import Job, at, every

JOBS = (
    Job("tell", tell.tell_new, every(seconds=1)),
    Job("erase", erasing.erase_old, at(hour=3)),
    Job("erase-wished", erasing.erase_wished, at(hour=3)),
    Job("forget-scans", erasing.forget_scans, at(hour=3)),
)
