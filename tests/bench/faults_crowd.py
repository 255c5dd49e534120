"""A crowd of residents who check in while things break, and the ledger of what they were told.

Everybody taps again with the same key until somebody answers; what was acknowledged is in the ledger before the same
hand taps for the next person.
"""

import contextlib
import json
import select as readiness
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import count, cycle, pairwise
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import stage, wire
from yiguan.attendance import receipts
from yiguan.attendance.receipts import Receipt
from yiguan.base import clock
from yiguan.people import device_cookie, residents
from yiguan.web.app import Yiguan

HANDS, GIVE_UP_S, PAUSE_S, NEXT_S = 16, 60.0, 0.05, 0.02
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
_strangers = count(1)


@dataclass(frozen=True)
class Tap:
    """One check-in to be made; sent again it is the same in every byte."""

    receipt: Receipt
    path: str
    body: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Acknowledged:
    """What a phone was told: the row's number, and the result word where the answer has one."""

    meeting_id: int
    key: str
    check_in_id: int
    result: str
    device: int


class Taps:
    """An endless supply: phones that were here before (the form), every fourth a stranger (the API), and every
    seventh tap is made twice, with two keys, which only one may win."""

    def __init__(self, app: Yiguan, meetings: list[int], phones: list[stage.Phone]) -> None:
        self.app, self.settings, self.lock = app, app.extensions["settings"], threading.Lock()
        self.supply = self._endless(meetings, phones)

    def __next__(self) -> Tap:
        with self.lock, self.app.app_context():
            return next(self.supply)

    def _endless(self, meetings: list[int], phones: list[stage.Phone]) -> Iterator[Tap]:
        for meeting_id in cycle(meetings):
            for n, phone in enumerate(phones):
                yield self._stranger(meeting_id) if n % 4 == 0 else self._returning(meeting_id, phone)
                if n % 7 == 1:
                    yield self._returning(meeting_id, phone)

    def _returning(self, meeting_id: int, phone: stage.Phone) -> Tap:
        text, receipt = self._receipt(meeting_id, phone.device)
        body = urlencode({"receipt": text, "person": phone.person_id})
        return Tap(receipt, "/C/S", body, self._headers(phone.token, FORM))

    def _stranger(self, meeting_id: int) -> Tap:
        token = f"stranger-{next(_strangers)}".ljust(32, "x")
        text, receipt = self._receipt(meeting_id, residents.device_id_of(token))
        body = json.dumps({"receipt": text, "name": "李秀英", "consent": True})
        headers = self._headers(token, JSON) | {"Idempotency-Key": receipt.key}
        return Tap(receipt, "/api/v1/check-ins", body, headers)

    def _receipt(self, meeting_id: int, device: int) -> tuple[str, Receipt]:
        key = self.settings.keys.code
        text = receipts.issue(key, meeting_id, device, "screen", clock.now())
        receipt = receipts.read([key], text)
        assert receipt is not None
        return text, receipt

    def _headers(self, token: str, content: str) -> dict[str, str]:
        return {"Content-Type": content, "Cookie": f"{device_cookie.cookie_name(self.settings)}={token}"}


class Phone:
    """One connection and the person behind it."""

    def __init__(self, port: int) -> None:
        self.port, self.line = port, HTTPConnection(wire.HOST, port, timeout=20)

    def tap(self, tap: Tap) -> tuple[int, Acknowledged | None]:
        """The status and, when it was acknowledged, what was told. Raises OSError or HTTPException when cut off."""
        self.line.request("POST", tap.path, tap.body, tap.headers)
        answer = self.line.getresponse()
        return answer.status, _told(tap, answer, answer.read())

    def tap_and_hang_up(self, tap: Tap) -> None:
        """Sends, waits until the answer is on its way, and hangs up without reading it."""
        self.line.request("POST", tap.path, tap.body, tap.headers)
        readiness.select([self.line.sock], [], [], 20)
        self.line.close()


def _told(tap: Tap, answer: HTTPResponse, body: bytes) -> Acknowledged | None:
    meeting_id, key, device = tap.receipt.meeting_id, tap.receipt.key, tap.receipt.device
    if answer.status == 303:
        number = int((answer.getheader("Location") or "").rpartition("/")[2])
        return Acknowledged(meeting_id, key, number, "", device)
    if answer.status == 200 and (said := json.loads(body))["check_in"]:
        return Acknowledged(meeting_id, key, said["check_in"]["id"], said["result"], device)
    return None


@dataclass
class Evening:
    """How one stretch of trouble went for the crowd; moments are of time.monotonic()."""

    began: float = field(default_factory=time.monotonic)
    acknowledged: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0
    unanswered: int = 0

    @property
    def longest_gap(self) -> float:
        """The longest time, in seconds, in which nobody at all was answered."""
        moments = [self.began, *sorted(self.acknowledged)]
        return max((after - before for before, after in pairwise(moments)), default=0.0)


class Crowd:
    """Sixteen hands that tap one after the other; `at_the_door()` lasts as long as the trouble does."""

    def __init__(self, port: int, taps: Taps, ledger: Path) -> None:
        self.port, self.taps, self.path = port, taps, ledger
        self.lock = threading.Lock()

    @contextlib.contextmanager
    def at_the_door(self) -> Iterator[Evening]:
        evening, over = Evening(), threading.Event()
        hands = [threading.Thread(target=self._hand, args=(evening, over), daemon=True) for _ in range(HANDS)]
        for hand in hands:
            hand.start()
        try:
            yield evening
        finally:
            over.set()
            for hand in hands:
                hand.join(GIVE_UP_S + 30)

    def _hand(self, evening: Evening, over: threading.Event) -> None:
        phone = Phone(self.port)
        while not over.is_set():
            if not self.insist(phone, next(self.taps), evening):
                evening.unanswered += 1
            time.sleep(NEXT_S)

    def insist(self, phone: Phone, tap: Tap, evening: Evening) -> Acknowledged | None:
        """Taps until it is acknowledged, always with the same key; None after a minute without an answer."""
        began = time.monotonic()
        while time.monotonic() < began + GIVE_UP_S:
            try:
                status, told = phone.tap(tap)
            except (OSError, HTTPException):
                phone.line.close()
                evening.cut_off += 1
            else:
                evening.statuses[status] += 1
                if told is not None:
                    self._write(told, evening, began)
                    return told
            time.sleep(PAUSE_S)
        return None

    def _write(self, told: Acknowledged, evening: Evening, began: float) -> None:
        now = time.monotonic()
        with self.lock, self.path.open("a") as ledger:
            ledger.write(json.dumps(vars(told)) + "\n")
            evening.acknowledged.append(now)
            evening.waits.append(now - began)

    def ledger(self) -> list[Acknowledged]:
        """Every acknowledgement ever written down."""
        return [Acknowledged(**json.loads(line)) for line in self.path.read_text().splitlines()]
