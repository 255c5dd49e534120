"""The worker's job that seals new rows."""

from yiguan.audit import seals
from yiguan.settings import settings
from yiguan.store.schedule import Job, every


def seal() -> int:
    return seals.seal_new(settings().keys.seal)


JOBS = (Job("seal", seal, every(seconds=1)),)
