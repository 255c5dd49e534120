"""The worker's jobs at this moment, whatever their hours."""

from collections.abc import Sequence

from yiguan import worker
from yiguan.store.db import transaction
from yiguan.store.schedule import Job
from yiguan.web.app import Yiguan


def work_off(jobs: Sequence[Job]) -> int:
    """Each of these jobs once, in the test's own transaction; how many rows they moved."""
    return sum(job.does() for job in jobs)


def work_off_everything(app: Yiguan) -> None:
    """The whole worker until nothing is left to do, committed; then its round that finds nothing and says so."""
    table = tuple(worker.jobs())
    with app.app_context():
        while sum(map(_alone, table)):
            pass
    worker.Worker(app, table).run_due()


def _alone(job: Job) -> int:
    with transaction():
        return job.does()
