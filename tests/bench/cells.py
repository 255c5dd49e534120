"""A tap, a page and a tap among polling screens beside the floor: the same numbers of requests in the same round."""

import json
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count

from tests.bench import screens, stage, wire
from tests.bench.floor import PEOPLE
from tests.bench.house import House
from tests.bench.targets import Target, at_least, at_most, say

REQUESTS = {1: 200, 64: 1000, 16: 1000}  # 16 last: the cell with the screens polling follows at once
SCREENS, EVERY_S = 40, 2.5
WARM = 200
OF_THE_FLOOR = {"postgresql": 0.45, "sqlite": 0.5}
_floor_meetings = count(1)
Cells = dict[str, list[wire.Outcome]]


def beside(house: House, floor: int, rounds: int, share: float) -> Iterator[Target]:
    """Every cell once a round, product and floor (a port) alternating; `share` of the usual number of requests."""
    play = Play(house, floor, {c: max(64, int(n * share)) for c, n in REQUESTS.items()})
    play.warm_up()
    cells: Cells = defaultdict(list)
    for _ in range(rounds):
        play.round(cells)
    report(house.kind, cells)
    yield from targets(house.kind, cells)


class Play:
    """The cells, each with what it needs prepared outside of the measured time."""

    def __init__(self, house: House, floor: int, requests: dict[int, int]) -> None:
        self.house, self.floor, self.requests = house, floor, requests
        self.most = max(requests.values())

    def round(self, cells: Cells) -> None:
        """Every cell once, floor and product alternating."""
        for connections, number in self.requests.items():
            cells[f"floor INSERT c={connections}"].append(self.floor_insert(connections, number))
            cells[f"check-in POST c={connections}"].append(self.tap(connections, number))
        cells[f"check-in POST c=16, {SCREENS} screens polling"].append(self.tap_while_polled())
        cells["floor ORM SELECT c=16"].append(self.floor_select())
        cells["check-in page GET c=16"].append(self.scan())

    def warm_up(self) -> None:
        """Connections opened, statements compiled: not measured."""
        self.floor_insert(16, 200)
        self.floor_select()
        self.tap(16, 200)
        self.scan()

    def floor_insert(self, connections: int, number: int) -> wire.Outcome:
        self._arrivals(connections, WARM)
        return self._arrivals(connections, number)

    def _arrivals(self, connections: int, number: int) -> wire.Outcome:
        meeting = next(_floor_meetings)
        bodies = (json.dumps({"m": meeting, "p": n}) for n in range(number))
        return wire.send(self.floor, [wire.post("/insert", body, "application/json") for body in bodies], connections)

    def floor_select(self) -> wire.Outcome:
        return wire.send(self.floor, [wire.get(f"/select/k{n % PEOPLE}") for n in range(self.most)], 16)

    def tap(self, connections: int, number: int) -> wire.Outcome:
        return self._warmly(self.house.taps(self.house.a_hall())[:number], connections)

    def scan(self) -> wire.Outcome:
        phones = self.house.phones[: self.most]
        return wire.send(self.house.port, stage.scans(self.house.app, self.house.a_hall(), phones), 16)

    def tap_while_polled(self) -> wire.Outcome:
        """Half of the screens are halls', half ask for the numbers only."""
        meeting = self.house.a_hall()
        taps = self.house.taps(meeting)[: self.most]
        paths = [f"/hall/{meeting.code}/state", f"/api/v1/meetings/{meeting.code}/attendance"] * (SCREENS // 2)
        with screens.watching(self.house.port, paths, self.house.cookie(), EVERY_S):
            return self._warmly(taps, 16)

    def _warmly(self, taps: list[bytes], connections: int) -> wire.Outcome:
        """After a moment of the same in another hall: what waited before, say for screens to begin, starts cold."""
        wire.send(self.house.port, self.house.taps(self.house.a_hall())[:WARM], connections)
        return wire.send(self.house.port, taps, connections)


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


def targets(kind: str, cells: Cells) -> Iterator[Target]:
    """What is wanted of these cells; SQLite's tail is not promised."""
    tap, many = cells["check-in POST c=16"], cells["check-in POST c=64"]
    polled = cells[f"check-in POST c=16, {SCREENS} screens polling"]
    of_floor = ratio(tap, cells["floor INSERT c=16"], rate_of)
    yield at_least("check-in POST at 16 connections, of the floor", of_floor, OF_THE_FLOOR[kind])
    if kind == "postgresql":
        tail = ratio(many, cells["floor INSERT c=64"], p99_of)
        yield at_most("check-in POST at 64 connections, p99 of the floor's", tail, 2.5)
    left = ratio(polled, tap, rate_of)
    yield at_least(f"{SCREENS} screens polling every {EVERY_S} s leave of the rate", left, 0.85)


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
