"""Argon2id, and a dummy hash so that an unknown username takes as long as a known one."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@cache
def _hasher(cheap: bool) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1) if cheap else PasswordHasher()


@cache
def _dummy(cheap: bool) -> str:
    return _hasher(cheap).hash("nobody has this password")


def make_hash(password: str, *, cheap: bool = False) -> str:
    return _hasher(cheap).hash(password)


def matches(stored: str | None, password: str, *, cheap: bool = False) -> bool:
    """Slow on purpose: call it before the first statement of a transaction."""
    try:
        return _hasher(cheap).verify(stored or _dummy(cheap), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
