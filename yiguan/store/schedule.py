"""When the worker's jobs run and when they ran; the stored time keeps a restart from skipping or repeating one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from yiguan.base import clock
from yiguan.store.db import db
from yiguan.store.models import JobRun

When = Callable[[datetime], datetime]
"""Given a moment, the latest time up to it by which the job should have finished."""
NONE = timedelta()
RETRY = timedelta(seconds=10)
NOTED = timedelta(minutes=1)


def every(*, seconds: float = 0, minutes: float = 0) -> When:
    """This long after the job last finished."""
    return lambda moment: moment - timedelta(seconds=seconds, minutes=minutes)


def at(hour: int, minute: int = 0) -> When:
    """Once a day at this local time, or later if the machine was off."""

    def latest(moment: datetime) -> datetime:
        today = clock.local(moment).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return today if today <= moment else today - timedelta(days=1)

    return latest


@dataclass(frozen=True)
class Job:
    """`does` returns how many rows it moved; the job runs again at once until that is 0."""

    name: str
    does: Callable[[], int]
    when: When

    def is_due(self, moment: datetime, run: JobRun | None) -> bool:
        if run is None:
            return True
        if run.failed_at and NONE <= moment - run.failed_at < RETRY:
            return False
        return self.is_stale(moment, run.finished_at)

    def is_stale(self, moment: datetime, finished: datetime | None) -> bool:
        """Also if it finished in the future: the machine's clock was ahead and has been set back."""
        return finished is None or not self.when(moment) <= finished <= moment


def runs() -> Mapping[str, JobRun]:
    """The stored run of each job, by its name."""
    return {run.name: run for run in db.session.scalars(select(JobRun))}


def note_finished(job: Job, moment: datetime) -> None:
    """Stores the run; the row of a job that is due again within a minute is updated at most once a minute."""
    run = db.session.get(JobRun, job.name) or JobRun(name=job.name)
    fresh = run.finished_at and NONE <= moment - run.finished_at < NOTED and not run.is_failing
    if not (fresh and job.when(moment + NOTED) > moment):
        run.finished_at = moment
        db.session.add(run)


def note_failed(job: Job, moment: datetime, fault: Exception) -> None:
    run = db.session.get(JobRun, job.name) or JobRun(name=job.name)
    run.failed_at = moment
    run.fault = type(fault).__name__
    db.session.add(run)
