"""What was worked out a moment ago in this worker, for many who ask the same at almost the same time."""

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Lately(Generic[Kept]):
    """Keeps each answer for `seconds`, counted from before it was worked out, and never more than `most` of them.

    The key must name all that may make one answer differ from another. Whether somebody may ask at all is not kept:
    the caller finds that out first, each time.
    """

    def __init__(self, seconds: float, most: int = 64) -> None:
        self.seconds, self.most = seconds, most
        self._kept: dict[Hashable, tuple[float, Kept]] = {}

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The answer of a moment ago, or a fresh one; what raises is not kept."""
        now = time.monotonic()
        since, kept = self._kept.get(key, (0.0, None))
        if kept is not None and now - since < self.seconds:
            return kept
        fresh = make()
        if len(self._kept) >= self.most:
            self._kept = {}
        self._kept[key] = now, fresh
        return fresh
