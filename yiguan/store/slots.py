"""Places for expensive work, the same for all processes of this host: locks on files in the instance folder."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NewType

from yiguan.base.errors import Crowded
from yiguan.settings import settings

POLL_S = 0.02
Slot = NewType("Slot", int)
"""The open file whose lock is the place. A child process that inherits it holds the place until it ends too."""


class Slots:
    """At most `number` at a time on this host. Of each process at most `here` threads hold a place or wait for one, so
    that its other threads answer meanwhile.
    """

    def __init__(self, name: str, number: int, *, here: int, wait_s: float, full: str) -> None:
        self.name, self.number, self.wait_s, self.full = name, number, wait_s, full
        self._here = threading.BoundedSemaphore(here)

    @contextmanager
    def taken(self) -> Iterator[Slot]:
        """Holds a place until the block ends. Raises Crowded after `wait_s`, or at once if too many wait already."""
        if not self._here.acquire(blocking=False):
            raise Crowded(self.full)
        try:
            slot = self._wait()
            try:
                yield slot
            finally:
                os.close(slot)  # which releases the lock; after a kill the system does it
        finally:
            self._here.release()

    def _wait(self) -> Slot:
        give_up = time.monotonic() + self.wait_s
        while True:
            for number in range(self.number):
                if (slot := self._try(number)) is not None:
                    return slot
            if time.monotonic() > give_up:
                raise Crowded(self.full)
            time.sleep(POLL_S)

    def _try(self, number: int) -> Slot | None:
        folder = settings().instance / "slots"
        folder.mkdir(mode=0o700, exist_ok=True)
        slot = Slot(os.open(folder / f"{self.name}-{number}", os.O_CREAT | os.O_RDWR, 0o600))
        try:
            fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(slot)
            return None
        return slot
