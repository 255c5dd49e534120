"""Configuration of the server, on one machine and in the container."""

import gc
import os
from pathlib import Path

wsgi_app = "wsgi:app"
worker_class = "gthread"
threads = 8
# `make dev` sets FLASK_DEBUG: code preloaded before the fork could not be reloaded.
reload = bool(os.environ.get("FLASK_DEBUG"))
preload_app = not reload
# Set in the environment too, since the program divides its rate limits by it.
workers = 1 if reload else int(os.environ.setdefault("WEB_CONCURRENCY", "2"))
control_socket_disable = True
loglevel = "warning"
# As much as nginx lets through.
limit_request_line = 8190
limit_request_field_size = 8190
keepalive = 5  # a hall's screen polls every 2.5 s on one connection
graceful_timeout = 10
# The heartbeat file must not wait for a disk.
worker_tmp_dir = next((folder for folder in ("/dev/shm",) if Path(folder).is_dir()), None)  # noqa: S108


def when_ready(server: object) -> None:
    """Keeps memory shared after the fork: the garbage collector would write to, and so copy, every page."""
    gc.collect()
    gc.freeze()
