"""Screens that ask again and again, in a process of their own: two loops in one would wait for each other.

`python -m tests.bench.screens <port> <every s>` reads `{"paths": […], "cookie": …}`, one screen a path, says "ready"
when each has had its first answer, and tells what they saw when its input ends. Like static/attendance/hall.js a screen
asks so many seconds after it was answered, with the ETag of the last answer.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import wire


@dataclass
class Sight:
    """What one screen saw: (moment of time.monotonic(), how many had arrived) an answer; waits in milliseconds."""

    path: str
    seen: list[tuple[float, int]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)


@contextmanager
def watching(port: int, paths: Sequence[str], cookie: str, every_s: float) -> Iterator[list[Sight]]:
    """Screens ask while the block runs; the list is filled when it has ended."""
    command = [sys.executable, "-m", "tests.bench.screens", str(port), str(every_s)]
    root = Path(__file__).parents[2]
    sights: list[Sight] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps({"paths": list(paths), "cookie": cookie}) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        try:
            yield sights
        finally:
            told, _ = process.communicate(timeout=120)
        sights += [Sight(**one) for one in json.loads(told)]


async def watch_all(port: int, paths: Sequence[str], cookie: str, every_s: float) -> list[Sight]:
    over = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    sights = [Sight(path) for path in paths]
    apart = every_s / len(paths)
    looks = [asyncio.create_task(_watch(port, s, cookie, every_s, n * apart, over)) for n, s in enumerate(sights)]
    while not all(sight.seen for sight in sights):
        await asyncio.sleep(0.05)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(*looks)
    return sights


async def _watch(
    port: int, sight: Sight, cookie: str, every_s: float, later_s: float, over: "asyncio.Future[str]"
) -> None:
    line, etag, arrived = wire.Line(port), "", 0
    await asyncio.sleep(later_s)
    while not over.done():
        began = time.monotonic()
        answer = await line.ask(wire.get(sight.path, cookie, etag))
        now = time.monotonic()
        if answer.status == 200:
            etag, arrived = answer.headers["etag"], json.loads(answer.body)["arrived"]
        sight.seen.append((now, arrived))
        sight.waits.append((now - began) * 1000)
        sight.statuses[str(answer.status)] += 1
        await asyncio.wait([over], timeout=every_s)
    line.close()


if __name__ == "__main__":
    found = asyncio.run(watch_all(int(sys.argv[1]), every_s=float(sys.argv[2]), **json.loads(sys.stdin.readline())))
    sys.stdout.write(json.dumps([vars(sight) for sight in found]))
