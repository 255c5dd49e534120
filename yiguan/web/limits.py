"""Counters against trying: failures by address or phone, in this worker's memory. Whoever succeeds is not counted."""

import ipaddress
import os
import threading
import time

PROCESSES = int(os.environ.get("WEB_CONCURRENCY", "1"))
"""How many processes serve side by side (deploy/gunicorn.conf.py): each counts by itself, so each has its share."""


class Failures:
    """At most `most` failures a minute from one address, or whoever else is named; an IPv6 /64 is one address."""

    def __init__(self, most: int) -> None:
        self.most = -(-most // PROCESSES)
        self._minute, self._counts, self._lock = 0, dict[str, int](), threading.Lock()

    def add(self, address: str) -> None:
        with self._lock:
            self._turn()
            network = _network(address)
            self._counts[network] = self._counts.get(network, 0) + 1

    def is_over(self, address: str) -> bool:
        """Whether this address has used up its minute; the next minute begins at zero."""
        with self._lock:
            self._turn()
            return self._counts.get(_network(address), 0) >= self.most

    def _turn(self) -> None:
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._counts = minute, {}


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if parsed.version == 6 else address
