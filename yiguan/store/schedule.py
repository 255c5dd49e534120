"""Jobs of the worker say when they run; rows say when they did, so that a restart neither skips nor repeats one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from yiguan.base import clock
from yiguan.store.db import db
from yiguan.store.models import JobRun

When = Callable[[datetime], datetime]
"""Given a moment, the latest one up to it by which the job should have been finished."""
RETRY = timedelta(seconds=10)
NOTED = timedelta(minutes=1)


def every(*, seconds: float = 0, minutes: float = 0) -> When:
    """So long after the last time."""
    return lambda moment: moment - timedelta(seconds=seconds, minutes=minutes)


def at(hour: int, minute: int = 0) -> When:
    """Once a day at this local time; later, when the machine was off."""

    def latest(moment: datetime) -> datetime:
        today = clock.local(moment).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today <= moment else today - timedelta(days=1)

    return latest


@dataclass(frozen=True)
class Job:
    """`does` gives how many rows it moved; while it moves some it runs again at once, a few at a time."""

    name: str
    does: Callable[[], int]
    when: When

    def is_due(self, moment: datetime, run: JobRun | None) -> bool:
        if run is None:
            return True
        if run.failed_at and moment - run.failed_at < RETRY:
            return False
        return run.finished_at is None or run.finished_at < self.when(moment)


def runs() -> Mapping[str, JobRun]:
    """What is known of each job, by its name."""
    return {run.name: run for run in db.session.scalars(select(JobRun))}


def note_finished(job: Job, moment: datetime) -> None:
    """A job of each second is not written down each second: its row would be outdated within the minute anyway."""
    run = db.session.get(JobRun, job.name) or JobRun(name=job.name)
    fresh = run.finished_at and moment - run.finished_at < NOTED and not run.is_failing
    if not (fresh and job.when(moment + NOTED) > moment):
        run.finished_at = moment
        db.session.add(run)


def note_failed(job: Job, moment: datetime, fault: Exception) -> None:
    run = db.session.get(JobRun, job.name) or JobRun(name=job.name)
    run.failed_at, run.fault = moment, type(fault).__name__
    db.session.add(run)
