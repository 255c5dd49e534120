"""`make load`: the product beside the floor, and how it stands a hall, a desk, forty screens and a million check-ins.

Prints each figure beside what is wanted of it; the exit code is 1 when one target is missed. `--quick` shortens all of
it to a minute or two (ratios of so few requests say little), `--on sqlite` measures one database, `--only hall desk`
some parts, `--rounds 10` says how often the parts beside the floor are measured (medians count).
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench import anatomy, cells, desk, freshness, growth, hall, house, stage, writers
from tests.bench.faults_servers import free_port
from tests.bench.floor import prepare_floor
from tests.bench.house import House
from tests.bench.targets import Target, at_least, judge, say, verdict
from tools.cluster import end_on_sigterm

KINDS = ("postgresql", "sqlite")
PARTS = ("floor", "hall", "desk", "screens", "growth")


@dataclass(frozen=True)
class Plan:
    """How much of it; `share` is the part of the usual number of requests in the cells beside the floor."""

    rounds: int = 10
    before: int = 20_000
    share: float = 1.0
    people: int = 500
    seconds: tuple[float, ...] = (300, 60)
    desks: int = 3
    records: int = desk.RECORDS
    arrivals: int = 240
    every_s: float = 2.5
    sizes: tuple[int, ...] = growth.SIZES


QUICK = Plan(1, 1_000, 0.1, 40, (1, 0.5), 1, 100, 8, 0.6, (1_000, 10_000))


def main(arguments: Sequence[str]) -> int:
    end_on_sigterm()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--on", choices=KINDS)
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS)
    parser.add_argument("--rounds", type=int, help="how often the cells beside the floor are measured")
    asked = parser.parse_args(arguments)
    plan = QUICK if asked.quick else Plan()
    plan = replace(plan, rounds=asked.rounds or plan.rounds)
    found: list[Target] = []
    for kind in (asked.on,) if asked.on else KINDS:
        with tempfile.TemporaryDirectory() as folder:
            say(f"\n== {kind}")
            targets = measure(kind, Path(folder), plan, asked.only)
            found += [replace(target, name=f"{kind}: {target.name}") for target in targets]
    return verdict(found)


def measure(kind: str, folder: Path, plan: Plan, parts: Sequence[str]) -> Iterator[Target]:
    """Everything asked for on one database, part by part."""
    people = max(500, int(max(cells.REQUESTS.values()) * plan.share))
    with house.opened(kind, folder, people, plan.before) as served:
        if "floor" in parts:
            yield from judge(beside_the_floor(served, folder, plan))
        for seconds in plan.seconds if "hall" in parts else ():
            yield from judge(hall.evening(served, plan.people, seconds))
        if "desk" in parts:
            yield from judge(desk.thousand(served, plan.desks, plan.records))
        if "screens" in parts:
            yield from judge(freshness.counted_live(served, plan.arrivals, plan.every_s))
    if "growth" in parts:
        yield from judge(growth.measured(kind, folder, plan.sizes))


def beside_the_floor(served: House, folder: Path, plan: Plan) -> Iterator[Target]:
    """The cells, and what else a floor is good for: memory, and where the time of one tap goes."""
    url = stage.database(served.kind, "yiguan_floor", folder)
    prepare_floor(url)
    port = free_port()
    with stage.served("tests.bench.floor:app", port, {"FLOOR_URL": url}, stage.PLAIN) as floor:
        yield from cells.beside(served, port, plan.rounds, plan.share)
        ours, floors = stage.memory_mb(served.server), stage.memory_mb(floor)
    say(f"memory (PSS, 2 × 8): {ours:.0f} MB, floor {floors:.0f} MB, {ours / floors:.2f} ×")
    if served.kind == "sqlite":
        done = writers.side_by_side(served.environ, served.a_hall().code, seconds=5 * plan.share)
        yield at_least(f"4 writers {list(done)}, slowest of fastest", min(done) / max(done), 0.8)
    spent = anatomy.dissect(served.app, served.taps(served.a_hall()))
    say("one tap at a time, without a socket: " + ", ".join(f"{name} {us:.0f} µs" for name, us in spent.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
