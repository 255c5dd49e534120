"""Rate limits by address or phone: on failed attempts, and on what strangers may send at all."""

import ipaddress
from collections.abc import Callable
from functools import cache

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

from yiguan.settings import WrongSetting, settings

WAIT_S = 0.5
log = structlog.get_logger()
_memories: list[MemoryStorage] = []


class Limit:
    """At most `most` within so many minutes from one address (an IPv6 /64 counts as one) or another key.

    In memory each process has its share of `most`, rounded down; with YIGUAN_REDIS_URL all processes count together.
    """

    def __init__(self, most: int, of: str, *, minutes: int = 1) -> None:
        self.most = most
        self.of = of
        self.minutes = minutes
        memory = MemoryStorage()
        _memories.append(memory)
        self._own = MovingWindowRateLimiter(memory)

    def _ask(self, question: Callable[[MovingWindowRateLimiter, RateLimitItem], bool]) -> bool:
        """Asks the shared counter if there is one; while it is unavailable, this process's own."""
        if url := settings().redis_url:
            try:
                return question(shared(url), RateLimitItemPerMinute(self.most, self.minutes, namespace=self.of))
            except StorageError as away:
                log.warning("shared limits away", fault=type(away.storage_error).__name__)
        share = max(1, self.most // settings().processes)
        return question(self._own, RateLimitItemPerMinute(share, self.minutes, namespace=self.of))


class Failures(Limit):
    """Counts failed attempts; successful ones are not counted."""

    def add(self, address: str) -> None:
        self._ask(lambda counter, limit: counter.hit(limit, network(address)))

    def is_over(self, address: str) -> bool:
        """Whether this address has reached the limit."""
        return not self._ask(lambda counter, limit: counter.test(limit, network(address)))


class Quota(Limit):
    """Counts everything, successful or not."""

    def take(self, address: str) -> bool:
        """Whether one more is within the limit; if so it is counted."""
        return self._ask(lambda counter, limit: counter.hit(limit, network(address)))


def forget() -> None:
    """Empties the counters of this process."""
    for memory in _memories:
        memory.reset()


@cache
def shared(url: str) -> MovingWindowRateLimiter:
    """The counter in Redis, which connects at first use. Raises WrongSetting if the library is missing."""
    try:
        storage = storage_from_string(url, wrap_exceptions=True, socket_timeout=WAIT_S, socket_connect_timeout=WAIT_S)
    except ConfigurationError as missing:
        raise WrongSetting("YIGUAN_REDIS_URL needs the library of requirements/redis.txt") from missing
    return MovingWindowRateLimiter(storage)


def network(address: str) -> str:
    """The address as it is counted: an IPv6 address by its /64, unless it is an IPv4 address in another form."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    inner = parsed.ipv4_mapped
    return str(inner or ipaddress.ip_network(f"{address}/64", strict=False))
