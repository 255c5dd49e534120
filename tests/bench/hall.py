"""A hall of residents behind one address: everybody opens the code, taps, and reads what became of it."""

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.bench import wire


@dataclass
class Hall:
    """How the evening went: statuses of all answers, the waits of the taps in milliseconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    taps: wire.Outcome = field(default_factory=wire.Outcome)


def fill(port: int, code: str, people: int, seconds: float) -> Hall:
    """So many first visits, evenly over so many seconds, from this one address."""
    hall, start = Hall(), time.monotonic()

    def visit(n: int) -> None:
        time.sleep(max(0.0, start + n * seconds / people - time.monotonic()))
        connection = HTTPConnection(wire.HOST, port, timeout=30)
        page, cookie = _get(connection, hall, f"/C/{code}", "")
        receipt = re.search(r'name="receipt" value="([^"]+)"', page)
        _tap(connection, hall, code, {"receipt": receipt[1] if receipt else "", "name": f"居民{n:03d}"}, cookie)
        connection.close()

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(visit, range(people)))
    hall.taps.seconds = time.monotonic() - start
    return hall


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
    if place := answer.getheader("Location"):
        _get(connection, hall, place, cookie)
