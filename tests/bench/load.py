"""`make load`: the product beside the floor in the same interleaved run; prints tables for docs/figures.md.

`--rounds 5` how often each cell is measured (medians are printed); `--hall 60` over how many seconds 500 people come;
`--databases sqlite` one of the two only.
"""

import argparse
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from tests.bench import anatomy, hall, stage, wire, writers
from tests.bench.floor import PEOPLE, prepare_floor
from tests.client import PASSWORD
from yiguan.checkin import codes
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CheckInState
from yiguan.kernel.db import db
from yiguan.kernel.web import Yiguan
from yiguan.people.models import Account

PRODUCT, FLOOR = 18101, 18102
REQUESTS = {1: 400, 64: 2000, 16: 2000}  # 16 last: the cell with the screens polling follows at once
PHONES = max(REQUESTS.values())
POLLERS, EVERY_S = 60, 3
_floor_meetings = count(1)
Cells = dict[str, list[wire.Outcome]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hall", type=float, default=60)
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"])
    asked = parser.parse_args(arguments)
    for kind in asked.databases:
        with tempfile.TemporaryDirectory() as folder:
            measure(kind, Path(folder), asked.rounds, asked.hall)
    return 0


def measure(kind: str, folder: Path, rounds: int, hall_s: float) -> None:
    """All cells on one database."""
    floor_url = stage.database(kind, "yiguan_floor", folder)
    prepare_floor(floor_url)
    app, environ = stage.product(folder / "instance", stage.database(kind, "yiguan_load", folder))
    product = stage.served("wsgi:app", PRODUCT, environ, stage.SHIPPED)
    floor = stage.served("tests.bench.floor:app", FLOOR, {"FLOOR_URL": floor_url}, stage.PLAIN)
    with app.app_context():
        play = Play(app)
        with product as ours, floor as theirs:
            warm_up(play)
            cells: Cells = defaultdict(list)
            for _ in range(rounds):
                play.round(cells)
            report(kind, cells)
            ours_mb, floor_mb = stage.memory_mb(ours), stage.memory_mb(theirs)
            say(f"memory (PSS, 2 × 8): {ours_mb:.0f} MB, floor {floor_mb:.0f} MB, {ours_mb / floor_mb:.2f} ×")
            play.evening(hall_s)
        if kind == "sqlite":
            play.fairness(environ)
        taps = stage.taps(app, stage.a_hall(play.unit), play.phones)
    parts = ", ".join(f"{name} {spent:.0f} µs" for name, spent in anatomy.dissect(app, taps).items())
    say(f"one tap at a time, without a socket: {parts}")


class Play:
    """The cells, each with what it needs prepared outside of the measured time."""

    def __init__(self, app: Yiguan) -> None:
        self.app = app
        self.phones = stage.some_phones(PHONES)
        self.unit, self.account = stage.a_stage()

    def round(self, cells: Cells) -> None:
        """Every cell once, floor and product alternating."""
        for connections, number in REQUESTS.items():
            cells[f"floor INSERT c={connections}"].append(self.floor_insert(connections, number))
            cells[f"check-in POST c={connections}"].append(self.tap(connections, number))
        cells["check-in POST c=16, 60 screens polling"].append(self.tap_while_polled())
        cells["floor ORM SELECT c=16"].append(self.floor_select())
        cells["check-in page GET c=16"].append(self.scan())

    def floor_insert(self, connections: int, number: int) -> wire.Outcome:
        meeting = next(_floor_meetings)
        bodies = (json.dumps({"m": meeting, "p": n}) for n in range(number))
        return wire.send(FLOOR, [wire.post("/insert", body, "application/json") for body in bodies], connections)

    def floor_select(self) -> wire.Outcome:
        return wire.send(FLOOR, [wire.get(f"/select/k{n % PEOPLE}") for n in range(PHONES)], 16)

    def tap(self, connections: int, number: int) -> wire.Outcome:
        meeting = stage.a_hall(self.unit)
        return wire.send(PRODUCT, stage.taps(self.app, meeting, self.phones[:number]), connections)

    def scan(self) -> wire.Outcome:
        meeting = stage.a_hall(self.unit)
        return wire.send(PRODUCT, stage.scans(self.app, meeting, self.phones), 16)

    def tap_while_polled(self) -> wire.Outcome:
        """Half of the pollers are halls' screens, half ask for the numbers only; all send the ETag they had."""
        meeting = stage.a_hall(self.unit)
        taps, cookie = stage.taps(self.app, meeting, self.phones), sign_in(self.account)
        paths = [f"/hall/{meeting.code}/state", f"/api/v1/meetings/{meeting.code}/attendance"]
        asks = [wire.get(path, cookie, etag(path, cookie)) for path in paths] * (10 * POLLERS // EVERY_S)
        # a process of its own: two loops in one would wait for each other, and that is not what is measured
        polls = (PRODUCT, asks, POLLERS, POLLERS / EVERY_S)
        polling = multiprocessing.get_context("spawn").Process(target=wire.send, args=polls)
        polling.start()
        time.sleep(1)
        outcome = wire.send(PRODUCT, taps, 16)
        polling.join()
        return outcome

    def evening(self, seconds: float) -> None:
        """500 people behind one address: nobody refused, nobody lost, nobody counted twice."""
        meeting = stage.a_hall(self.unit)
        code = codes.mint_of(self.app.extensions["settings"].keys, meeting).printed()
        went = hall.fill(PRODUCT, code, 500, seconds)
        counted = (CheckIn.meeting_id == meeting.id, CheckIn.state == CheckInState.COUNTED)
        db.session.remove()
        stored = db.session.scalar(select(func.count()).where(*counted))
        waits = ", ".join(f"p{part} {went.taps.percentile(part):.0f} ms" for part in (50, 95, 100))
        answers = dict(went.statuses)
        say(f"500 first visits in {went.taps.seconds:.0f} s: counted {stored}, answers {answers}, POST {waits}")
        db.session.remove()

    def fairness(self, environ: stage.Environ) -> None:
        done = writers.side_by_side(environ, stage.a_hall(self.unit).code)
        say(f"4 writer processes, 5 s: {list(done)}, slowest / fastest {min(done) / max(done):.2f}")


def warm_up(play: Play) -> None:
    """Connections opened, statements compiled: not measured."""
    play.floor_insert(16, 200)
    play.floor_select()
    play.tap(16, 200)
    play.scan()


def sign_in(account: Account) -> str:
    """The cookie of a signed-in convener."""
    connection = HTTPConnection(wire.HOST, PRODUCT, timeout=30)
    form = urlencode({"username": account.username, "password": PASSWORD})
    connection.request("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
    return (connection.getresponse().getheader("Set-Cookie") or "").partition(";")[0]


def etag(path: str, cookie: str) -> str:
    connection = HTTPConnection(wire.HOST, PRODUCT, timeout=30)
    connection.request("GET", path, headers={"Cookie": cookie})
    return connection.getresponse().getheader("ETag") or ""


def report(kind: str, cells: Cells) -> None:
    """Medians of every cell, and the median of its rounds' ratios to the floor of the same round."""
    say(f"\n{kind}, {len(next(iter(cells.values())))} rounds, medians")
    say(f"{'cell':42s} {'/s':>7s} {'p50 ms':>8s} {'p99 ms':>8s} {'of the floor':>13s} {'p99 × floor':>12s}  statuses")
    for name, rounds in cells.items():
        base = cells[base_of(name)]
        rate, p99 = ratio(rounds, base, rate_of), ratio(rounds, base, p99_of)
        median = [statistics.median(f(o) for o in rounds) for f in (rate_of, p50_of, p99_of)]
        statuses = sum((o.statuses for o in rounds[1:]), rounds[0].statuses)
        say(f"{name:42s} {median[0]:7.0f} {median[1]:8.1f} {median[2]:8.1f} {rate:13.3f} {p99:12.2f}  {dict(statuses)}")
    alone, polled = cells["check-in POST c=16"], cells["check-in POST c=16, 60 screens polling"]
    say(f"with 60 screens polling every 3 s the check-in rate is {ratio(polled, alone, rate_of):.2f} of that without")


def base_of(cell: str) -> str:
    if "GET" in cell or "SELECT" in cell:
        return "floor ORM SELECT c=16"
    return f"floor INSERT {cell.split('POST ')[-1].split('INSERT ')[-1].split(',')[0]}"


def ratio(rounds: list[wire.Outcome], base: list[wire.Outcome], figure: Callable[[wire.Outcome], float]) -> float:
    return statistics.median(figure(ours) / figure(theirs) for ours, theirs in zip(rounds, base, strict=True))


def rate_of(outcome: wire.Outcome) -> float:
    return outcome.rate


def p50_of(outcome: wire.Outcome) -> float:
    return outcome.percentile(50)


def p99_of(outcome: wire.Outcome) -> float:
    return outcome.percentile(99)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
