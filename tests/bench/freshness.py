"""How long a new arrival takes to be seen: forty screens ask for the count while people check in."""

import asyncio
import statistics
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.bench import screens, wire
from tests.bench.house import House
from tests.bench.screens import Sight
from tests.bench.targets import Target, at_most, none, say

SCREENS, A_SECOND = 40, 8
SEEN_WITHIN_S = 3.0


def counted_live(house: House, people: int, every_s: float = 2.5) -> Iterator[Target]:
    """Half of the screens are halls', half ask the API: from a tap's acknowledgement to the answer that shows it.

    `every_s` is EVERY in static/attendance/hall.js.
    """
    meeting = house.a_hall()
    paths = [f"/hall/{meeting.code}/state", f"/api/v1/meetings/{meeting.code}/attendance"] * (SCREENS // 2)
    with screens.watching(house.port, paths, house.cookie(), every_s) as sights:
        moments = asyncio.run(_come(house.port, house.taps(meeting)[:people]))
        time.sleep(every_s + 1)
    waits = wire.Outcome([wait for sight in sights for wait in sight.waits])
    answers = sum((Counter(sight.statuses) for sight in sights), Counter[str]())
    late = delays(moments, [sight.seen for sight in sights])
    title = f"{SCREENS} screens, {people} arrivals"
    seen = f"median {statistics.median(late):.2f} s, slowest {max(late):.2f} s"
    say(f"{title}: seen after {seen}; poll p95 {waits.percentile(95):.0f} ms, answers {dict(answers)}")
    for kind in ("hall", "api"):
        say(f"  {kind}: poll p95 {_poll_p95(sights, kind):.0f} ms")
    yield at_most(f"{title}, seconds until the slowest is seen", max(late), SEEN_WITHIN_S)
    yield none(f"{title}, acknowledged too few", people - len(moments))
    yield none(f"{title}, polls refused", sum(n for status, n in answers.items() if status not in ("200", "304")))


def delays(moments: Sequence[float], seen: Sequence[Sequence[tuple[float, int]]]) -> list[float]:
    """Seconds from each acknowledged arrival to each screen's first answer that counts it; infinite if none did."""
    found = []
    for sight in seen:
        counts = [arrived for _, arrived in sight]
        for number, moment in enumerate(sorted(moments), start=1):
            at = bisect_left(counts, number)
            found.append(max(0.0, sight[at][0] - moment) if at < len(sight) else float("inf"))
    return found


def _poll_p95(sights: Sequence[Sight], kind: str) -> float:
    return wire.Outcome([wait for s in sights if s.path.startswith(f"/{kind}/") for wait in s.waits]).percentile(95)


async def _come(port: int, taps: Sequence[bytes]) -> list[float]:
    """The moments, of time.monotonic(), at which the taps were acknowledged; one hand, so many a second."""
    line, moments, start = wire.Line(port), [], time.monotonic()
    for n, tap in enumerate(taps):
        await asyncio.sleep(max(0.0, start + n / A_SECOND - time.monotonic()))
        if (await line.ask(tap)).status == 303:
            moments.append(time.monotonic())
    line.close()
    return moments
