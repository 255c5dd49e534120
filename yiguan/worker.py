"""The loop beside the server: runs every slice's jobs, each in its own transaction; a failing one holds nobody up."""

import signal
import threading
from collections.abc import Callable, Iterator

import structlog
from flask import Flask

from yiguan.app import create_app
from yiguan.audit import seals
from yiguan.settings import Settings
from yiguan.slices import found
from yiguan.store.db import transaction

Job = Callable[[Settings], int]
PAUSE_S = 1.0
log = structlog.get_logger()


def jobs() -> Iterator[tuple[str, Job]]:
    """`run` of every slice's jobs.py, lower slices first, then the seal over all that was written."""
    for module in found("jobs"):
        yield module.__name__.split(".")[1], module.run
    yield "seal", lambda settings: seals.seal_new(settings.keys.seal)


def run_once(app: Flask) -> int:
    """Every job once; returns how many rows were moved. Faults are logged by job name, without values."""
    moved = 0
    with app.app_context():
        for name, job in jobs():
            try:
                with transaction():
                    moved += job(app.extensions["settings"])
            except Exception as fault:
                log.error("job failed", job=name, fault=type(fault).__name__)
    return moved


def main() -> int:
    """Until SIGTERM or Ctrl-C; a round that moved something is followed by the next at once."""
    app, stop = create_app(), threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        if run_once(app) == 0:
            stop.wait(PAUSE_S)
    return 0
