"""One writer process of several on one SQLite file: taps for some seconds, then prints how many were answered.

`python -m tests.bench.writers <first phone> <meeting> <seconds>`; the stage is found through YIGUAN_*.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import count

from sqlalchemy import select

from tests.bench import stage
from yiguan.app import create_app
from yiguan.attendance.doors import tap
from yiguan.attendance.receipts import Receipt
from yiguan.attendance.states import Result
from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.store.db import db, transaction


def answered(first: int, meeting_code: str, seconds: float) -> int:
    """How many taps this process got through, each its own transaction."""
    app = create_app()
    with app.app_context():
        meeting_id = db.session.scalars(select(Meeting.id).where(Meeting.code == meeting_code)).one()
        end, done = time.monotonic() + seconds, 0
        for n in count(first):
            if time.monotonic() > end:
                return done
            receipt = Receipt(meeting_id, 0, clock.now(), f"{n:032d}", "screen")
            with transaction():
                outcome = tap.check_in(tap.Visit(receipt, name=f"居民{n}"))
            done += outcome.result is Result.OK
    return done


def side_by_side(environ: stage.Environ, meeting_code: str, processes: int = 4, seconds: float = 5) -> Sequence[int]:
    """What each of several writers got through at the same time."""
    command = [sys.executable, "-m", "tests.bench.writers"]
    started = [
        subprocess.Popen(
            [*command, str(n * 1_000_000), meeting_code, str(seconds)],
            stdout=subprocess.PIPE,
            env=os.environ | environ,
            cwd=stage.ROOT,
        )
        for n in range(processes)
    ]
    return [int(process.communicate()[0]) for process in started]


if __name__ == "__main__":
    sys.stdout.write(str(answered(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))))
