"""A hall of residents behind one address: everybody opens the code, taps, and reads what became of it."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.bench import house, wire
from tests.bench.house import House
from tests.bench.targets import Target, at_most, none, say

SERVED = (200, 303)


@dataclass
class Hall:
    """How the evening went: statuses of all answers (0: none came), the waits of the taps in milliseconds, and the
    numbers of the check-ins that people were told of."""

    statuses: Counter[int] = field(default_factory=Counter)
    taps: wire.Outcome = field(default_factory=wire.Outcome)
    told: list[int] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return sum(number for status, number in self.statuses.items() if status not in SERVED)


def evening(stage: House, people: int, seconds: float) -> Iterator[Target]:
    """Nobody refused, nobody who was told so is missing, nobody counts twice, nobody waits."""
    meeting = stage.a_hall()
    went = fill(stage.port, stage.printed_code(meeting), people, seconds)
    stored, twice = house.counted(meeting), house.phones_counted_twice(meeting)
    waits = ", ".join(f"p{part} {went.taps.percentile(part):.0f} ms" for part in (50, 95, 100))
    title = f"hall of {people} in {seconds:g} s"
    say(f"{title}: counted {len(stored)}, answers {dict(went.statuses)}, POST {waits}")
    yield none(f"{title}, refused", went.refused)
    yield none(f"{title}, lost", people - len(set(went.told) & stored))
    yield none(f"{title}, double", twice + len(stored) - len(set(went.told)))
    yield at_most(f"{title}, p95 of the POST in ms", went.taps.percentile(95), 300)


def fill(port: int, code: str, people: int, seconds: float) -> Hall:
    """So many first visits, evenly over so many seconds, from this one address."""
    hall, start = Hall(), time.monotonic()

    def visit(n: int) -> None:
        time.sleep(max(0.0, start + n * seconds / people - time.monotonic()))
        connection = HTTPConnection(wire.HOST, port, timeout=30)
        try:
            _come(connection, hall, code, f"居民{n:03d}")
        except (OSError, HTTPException):
            hall.statuses[0] += 1
        connection.close()

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(visit, range(people)))
    hall.taps.seconds = time.monotonic() - start
    return hall


def _come(connection: HTTPConnection, hall: Hall, code: str, name: str) -> None:
    page, cookie = _get(connection, hall, f"/C/{code}", "")
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)
    _tap(connection, hall, code, {"receipt": receipt[1] if receipt else "", "name": name}, cookie)


def _get(connection: HTTPConnection, hall: Hall, path: str, cookie: str) -> tuple[str, str]:
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    hall.statuses[answer.status] += 1
    return answer.read().decode(), (answer.getheader("Set-Cookie") or cookie).partition(";")[0]


def _tap(connection: HTTPConnection, hall: Hall, code: str, form: dict[str, str], cookie: str) -> None:
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    began = time.monotonic()
    connection.request("POST", f"/C/{code}", urlencode(form), headers)
    answer = connection.getresponse()
    answer.read()
    hall.taps.waits.append((time.monotonic() - began) * 1000)
    hall.statuses[answer.status] += 1
    place = answer.getheader("Location") or ""
    with suppress(ValueError):
        hall.told.append(int(place.rpartition("/")[2]))
    if place:
        _get(connection, hall, place, cookie)
