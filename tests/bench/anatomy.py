"""Where the time of one tap goes: this process serves it to itself and looks at the clock around each statement."""

import gc
import io
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from yiguan.store.db import db
from yiguan.web.app import Yiguan


def dissect(app: Yiguan, taps: Sequence[bytes], before: Callable[[], object] = lambda: None) -> dict[str, float]:
    """Microseconds a tap spends in each statement, in the commit and in the program; medians, one tap at a time, and
    `before` each whatever shall not be measured."""
    with app.app_context():
        dialect = db.engines["write"].dialect
    each: dict[str, list[float]] = defaultdict(list)
    gc.collect()
    gc.freeze()  # as deploy/gunicorn.conf.py does: the collector does not walk through what was loaded at the start
    with timed(dialect, each):
        for tap in taps:
            before()
            start, known = time.perf_counter(), {name: len(waits) for name, waits in each.items()}
            serve(app, tap)
            whole = time.perf_counter() - start
            waited = sum(sum(waits[known.get(name, 0) :]) for name, waits in each.items())
            each["program"].append(whole - waited)
    return {name: statistics.median(seconds) * 1e6 for name, seconds in each.items()}


@contextmanager
def timed(dialect: Any, each: dict[str, list[float]]) -> Iterator[None]:
    """Notes the time inside the driver, by the first word of the statement."""
    execute, commit = dialect.do_execute, dialect.do_commit

    def measure(name: str, act: Callable[..., Any], *arguments: Any) -> None:
        began = time.perf_counter()
        act(*arguments)
        each[name].append(time.perf_counter() - began)

    dialect.do_execute = lambda cursor, sent, *rest: measure(sent.split()[0], execute, cursor, sent, *rest)
    dialect.do_commit = lambda connection: measure("COMMIT", commit, connection)
    try:
        yield
    finally:
        dialect.do_execute, dialect.do_commit = execute, commit


def serve(app: Yiguan, request: bytes) -> None:
    """One request through the whole stack, without a socket."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    method, path, _ = lines[0].split()
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO(body)}
    environ |= {"SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    for line in lines[1:]:
        name, _, value = line.partition(": ")
        plain = name.upper().replace("-", "_")
        environ[plain if plain.startswith("CONTENT_") else f"HTTP_{plain}"] = value
    answer: Any = app.wsgi_app(environ, _start)
    b"".join(answer)
    with suppress(AttributeError):
        answer.close()


def _start(*_: Any) -> Callable[[bytes], object]:
    """What a server would write to its socket goes nowhere."""
    return len
