"""A small load generator over keep-alive connections; it speaks to this machine only.

Closed loop: each connection sends its next request when the last was answered. With a rate, requests are due at fixed
moments and the wait is counted from there, so that a stalled server cannot hide its queue.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
A_LINE = 20
"""A connection is opened anew after so many requests: sixteen that stay may all land in one of two workers."""


@dataclass
class Outcome:
    """`waits` in milliseconds, one for each answer; `statuses` counts answers, 0 stands for none."""

    waits: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def percentile(self, part: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))]


@dataclass(frozen=True)
class Answer:
    """Header names are in small letters; a body only where one may be. Status 0 stands for no answer."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def last(self) -> bool:
        return self.headers.get("connection") == "close"


def post(path: str, body: str, content: str = "application/x-www-form-urlencoded", cookie: str = "") -> bytes:
    return _request("POST", path, body, f"Content-Type: {content}\r\n", cookie)


def get(path: str, cookie: str = "", etag: str = "") -> bytes:
    return _request("GET", path, "", f"If-None-Match: {etag}\r\n" if etag else "", cookie)


def _request(method: str, path: str, body: str, headers: str, cookie: str) -> bytes:
    headers += f"Cookie: {cookie}\r\n" if cookie else ""
    data = body.encode()
    length = f"Content-Length: {len(data)}\r\n" if method == "POST" else ""
    return f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}{length}\r\n".encode() + data


def send(port: int, requests: Sequence[bytes], connections: int, rate: float | None = None) -> Outcome:
    """Sends each request once over so many connections, and measures."""
    return asyncio.run(_send(port, requests, connections, rate))


async def _send(port: int, requests: Sequence[bytes], connections: int, rate: float | None) -> Outcome:
    outcome, waiting, start = Outcome(), iter(range(len(requests))), time.perf_counter()

    async def one() -> None:
        line = Line(port)
        for n in waiting:
            due = start + n / rate if rate else time.perf_counter()
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            outcome.statuses[(await line.ask(requests[n])).status] += 1
            outcome.waits.append((time.perf_counter() - due) * 1000)
            if line.asked == A_LINE:
                line.close()
        line.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    outcome.seconds = time.perf_counter() - start
    return outcome


class Line:
    """One connection, opened anew when the server has closed it meanwhile."""

    def __init__(self, port: int) -> None:
        self.port, self.asked = port, 0
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> Answer:
        """No answer when none came within half a minute."""
        for _ in range(2):
            fresh = self.ends is None
            reader, writer = self.ends = self.ends or await asyncio.open_connection(HOST, self.port, limit=1 << 20)
            try:
                writer.write(request)
                answer = await asyncio.wait_for(_answer(reader), 30)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if fresh:
                    return Answer()
                continue
            self.asked += 1
            if answer.last:
                self.close()
            return answer
        return Answer()

    def close(self) -> None:
        if self.ends:
            self.ends[1].close()
        self.ends, self.asked = None, 0


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").rstrip().split("\r\n")
    status, headers = int(first.split()[1]), {}
    for line in lines:
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    body = b""
    if status not in (204, 304):
        body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Answer(status, headers, body)
