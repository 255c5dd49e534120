"""The process beside the server that runs the slices' due jobs, each in its own transaction."""

import signal
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

import structlog
from flask import Flask
from sqlalchemy.exc import DBAPIError

from yiguan.app import create_app
from yiguan.audit import heads
from yiguan.audit import jobs as sealing
from yiguan.base import clock
from yiguan.keeping import refuse_wrong_keys
from yiguan.settings import settings
from yiguan.slices import found
from yiguan.store import schedule
from yiguan.store.db import transaction
from yiguan.store.schedule import Job, at
from yiguan.web import once

PAUSE_S = 1.0
log = structlog.get_logger()


def jobs() -> Iterator[Job]:
    """Every slice's jobs, lower slices first, and sealing last."""
    yield Job("forget-answers", once.forget_old, at(hour=3))
    for module in (*found("jobs"), sealing):
        yield from module.JOBS


class Worker:
    """Runs due jobs. Their rows survive a restart (store/schedule.py); memory holds times too frequent to store."""

    def __init__(self, app: Flask, table: Iterable[Job]) -> None:
        self.app = app
        self.jobs = tuple(table)
        self._finished: dict[str, datetime] = {}

    def run_due(self) -> int:
        """Runs every due job once and returns how many rows were moved. Errors are logged without values."""
        with self.app.app_context():
            try:
                due = self._due()
            except DBAPIError as fault:
                log.error("jobs not read", fault=type(fault).__name__)
                return 0
            return sum(map(self._run, due))

    def begin(self) -> None:
        """Tells the operator at once when the chain and what is anchored outside the database disagree."""
        with self.app.app_context(), suppress(DBAPIError):
            if trouble := heads.trouble(settings()):
                log.error("seals need a look", told=trouble)

    def finish(self) -> None:
        """What the last round wrote is sealed and anchored before the process ends."""
        with self.app.app_context():
            for job in sealing.JOBS:
                self._run(job)

    def _due(self) -> list[Job]:
        runs, moment = schedule.runs(), clock.now()
        stale = [job for job in self.jobs if job.is_stale(moment, self._finished.get(job.name))]
        return [job for job in stale if job.is_due(moment, runs.get(job.name))]

    def _run(self, job: Job) -> int:
        began = clock.now()
        try:
            with transaction():
                moved = job.does()
                if moved == 0:
                    schedule.note_finished(job, began)
        except Exception as fault:
            self._tell(job, began, fault)
            return 0
        if moved == 0:
            self._finished[job.name] = began
        return moved

    def _tell(self, job: Job, began: datetime, fault: Exception) -> None:
        """Writes to the log and the job's row; only to the log if the database itself fails."""
        log.error("job failed", job=job.name, fault=type(fault).__name__)
        with suppress(DBAPIError), transaction():
            schedule.note_failed(job, began, fault)


def main() -> int:
    """Runs until SIGTERM or Ctrl-C; a round that moved rows is followed by the next at once."""
    app = create_app()
    refuse_wrong_keys(app)
    worker = Worker(app, jobs())
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker.begin()
    while not stop.is_set():
        if worker.run_due() == 0:
            stop.wait(PAUSE_S)
    worker.finish()
    return 0
