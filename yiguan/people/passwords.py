"""Argon2id, few at a time on this host, and a dummy hash so that an unknown username takes as long as a known one."""

from contextlib import AbstractContextManager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from yiguan.store.slots import Slot, Slots

FULL = "现在登录的人多，这一步没有办成，什么都没有改动。请过几秒再试一次。"
HASHERS = Slots("passwords", 2, here=3, wait_s=2.0, full=FULL)  # each takes 64 MB and two cores for a moment


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


@cache
def _dummy(cheap: bool) -> str:
    return _hasher(cheap).hash("nobody has this password")


def make_hash(password: str, *, cheap: bool = False) -> str:
    """Raises Crowded."""
    with HASHERS.taken():
        return _hasher(cheap).hash(password)


def place() -> AbstractContextManager[Slot]:
    """Held while an attempt is counted and checked: whoever finds no place has not tried. Raises Crowded."""
    return HASHERS.taken()


def matches(stored: str | None, password: str, *, cheap: bool = False) -> bool:
    """Takes a place itself. Slow on purpose: call it before the first statement of a transaction. Raises Crowded."""
    with HASHERS.taken():
        return is_right(stored, password, cheap=cheap)


def is_right(stored: str | None, password: str, *, cheap: bool = False) -> bool:
    """For who holds a place."""
    try:
        return _hasher(cheap).verify(stored or _dummy(cheap), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
