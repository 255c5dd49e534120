"""Whether a tap, the count and the hall's names stay as quick when the table grows: `python -m tests.bench.growth`.

Two towns stand beside each other: one keeps a thousand check-ins, the other grows to a million, all of other meetings,
with the indexes, checks and foreign keys the product has. At each size both are measured in turn, at a meeting with 500
of its own; what counts is the ratio of the big town to the small one in the same minute. Unsealed rows only: the chain
of seals is the background worker's, no tap waits for it. `--quick` stops at ten thousand, `--on sqlite` takes one
database.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import text

from tests.bench import anatomy, growth_fill, stage
from tests.bench.targets import Target, at_most, judge, say, verdict
from tools.cluster import end_on_sigterm
from yiguan.attendance.ledger import counts
from yiguan.meetings.models import Meeting
from yiguan.organisation.models import Unit
from yiguan.store.db import db
from yiguan.web.app import Yiguan

SIZES = (1_000, 10_000, 100_000, 1_000_000)
ROUNDS, TIMES, OWN = 5, 40, 500
FLAT = 1.5
FIGURES = ("INSERT", "SELECT", "count", "names")
Figures = dict[str, float]


@dataclass
class Town:
    """One installation with so many people, and a place to hold meetings."""

    app: Yiguan
    unit: Unit
    phones: list[stage.Phone]
    check_ins: int = 0

    def grow(self, size: int) -> None:
        """Check-ins of other meetings, until there are so many."""
        if size > self.check_ins:
            with self.app.app_context():
                growth_fill.fill(stage.a_hall(self.unit), self.phones, self.check_ins, size)
            self.check_ins = size

    def a_full_hall(self) -> Meeting:
        """With 500 of its own; what was read until now is forgotten, so that no town begins with a warmer cache."""
        with self.app.app_context():
            meeting = stage.a_hall(self.unit)
            growth_fill.attend(meeting, self.phones[:OWN])
            close()
            return meeting


def measured(kind: str, folder: Path, sizes: Sequence[int] = SIZES) -> Iterator[Target]:
    small, big = (a_town(kind, folder, name, sizes[-1]) for name in ("small", "big"))
    small.grow(sizes[0])
    say(f"\n{'check-ins':>10s}  " + "  ".join(f"{name + ' µs':>10s} {'×':>5s}" for name in FIGURES))
    ratios: Figures = {}
    for size in sizes:
        big.grow(size)
        found, ratios = compared(small, big)
        say(f"{size:>10,}  " + "  ".join(f"{found[name]:>10.0f} {ratios[name]:>5.2f}" for name in FIGURES))
    for name in FIGURES:
        yield at_most(f"{name} at {sizes[-1]:,} check-ins, of that at {sizes[0]:,}", ratios[name], FLAT)
    for town in (small, big):
        with town.app.app_context():
            close()


def close() -> None:
    for engine in db.engines.values():
        engine.dispose()


def a_town(kind: str, folder: Path, name: str, size: int) -> Town:
    """With a fiftieth as many people as there will be check-ins, at least those that the measurement needs."""
    app, _ = stage.product(folder / name, stage.database(kind, f"yiguan_growth_{name}", folder))
    with app.app_context():
        unit, _ = stage.a_stage()
        return Town(app, unit, stage.some_phones(max(size // 50, OWN + ROUNDS * TIMES)))


def compared(small: Town, big: Town) -> tuple[Figures, Figures]:
    """Microseconds in the big town, and their ratio to the small one's: medians of rounds measured in turn."""
    rounds = []
    halls = [(town, town.a_full_hall()) for town in (small, big)]
    for n in range(ROUNDS):
        rounds.append([figures(town, meeting, n) for town, meeting in halls])
    ratios = {name: statistics.median(big[name] / small[name] for small, big in rounds) for name in FIGURES}
    return {name: statistics.median(big[name] for _, big in rounds) for name in FIGURES}, ratios


def figures(town: Town, meeting: Meeting, part: int) -> Figures:
    """The part-th of the portions of people taps; then the meeting is asked for its figures."""
    with town.app.app_context():
        start = OWN + part * TIMES
        taps = stage.taps(town.app, meeting, town.phones[start : start + TIMES])
    found = anatomy.dissect(town.app, taps)
    with town.app.app_context():
        db.session.execute(text("SELECT 1"))
        found["count"] = microseconds(lambda: counts.attendance(meeting.id, 1))
        found["names"] = microseconds(lambda: counts.last_names(meeting.id, 1))
        db.session.remove()
    return found


def microseconds(ask: Callable[[], object]) -> float:
    waits = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        waits.append(time.perf_counter() - began)
    return statistics.median(waits) * 1e6


def main(arguments: Sequence[str]) -> int:
    end_on_sigterm()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--on", choices=("postgresql", "sqlite"))
    asked = parser.parse_args(arguments)
    sizes = SIZES[:2] if asked.quick else SIZES
    found: list[Target] = []
    for kind in (asked.on,) if asked.on else ("postgresql", "sqlite"):
        say(f"\n== {kind}")
        with tempfile.TemporaryDirectory() as folder:
            targets = judge(measured(kind, Path(folder), sizes))
        found += [replace(target, name=f"{kind}: {target.name}") for target in targets]
    return verdict(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
