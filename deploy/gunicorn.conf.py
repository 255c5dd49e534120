"""How the server runs, on one machine and in the container."""

import gc
import os
from pathlib import Path

wsgi_app = "wsgi:app"
worker_class = "gthread"
threads = 8
# FLASK_DEBUG is `make dev`: a worker that reads its files anew cannot be forked from one that has read them.
reload = bool(os.environ.get("FLASK_DEBUG"))
preload_app = not reload
# Written down for the program too, which divides its limits by it.
workers = 1 if reload else int(os.environ.setdefault("WEB_CONCURRENCY", "2"))
control_socket_disable = True
loglevel = "warning"
keepalive = 5  # a hall's screen asks every 2.5 s and keeps its line
graceful_timeout = 10
# The heartbeat file must not wait for a disk.
worker_tmp_dir = next((folder for folder in ("/dev/shm",) if Path(folder).is_dir()), None)  # noqa: S108


def when_ready(server: object) -> None:
    """What was read before the workers fork stays shared: the collector would touch, and so copy, every page of it."""
    gc.collect()
    gc.freeze()
