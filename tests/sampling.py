"""What `make test` takes of a walk over everything: a share chosen by a seed. `make attack` takes the whole.

A sample leaves out combinations, never a kind. YIGUAN_TEST_SEED repeats one, YIGUAN_TEST_WHOLE=1 asks for everything.
"""

import os
import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import TypeVar

T = TypeVar("T")
Kinds = Callable[[T], Iterable[Hashable]]

# Every day another one. Workers must collect the same tests, so the first process to ask decides for those it starts.
os.environ.setdefault("YIGUAN_TEST_SEED", f"{datetime.now(UTC):%Y%m%d}")


def seed() -> str:
    return os.environ["YIGUAN_TEST_SEED"]


def whole() -> bool:
    return os.environ.get("YIGUAN_TEST_WHOLE") == "1"


def times(number: int) -> int:
    """How many examples of a property are tried: so many in a sample, ten times as many in the whole."""
    return number * (10 if whole() else 1)


def members(combination: Sequence[Hashable]) -> Iterable[Hashable]:
    """The kinds of a combination: each of its members, at its place."""
    return enumerate(combination)


def pairs(combination: Sequence[Hashable]) -> Iterable[Hashable]:
    """The kinds of a combination: each two of its members together."""
    return combinations(enumerate(combination), 2)


def sample(items: Iterable[T], *, of: int | Kinds[T]) -> list[T]:
    """So many of the items, or so many that every kind is among them; all of them in the whole. In their order."""
    everything = list(items)
    if whole():
        return everything
    chance = random.Random(seed())  # noqa: S311 - chooses, hides nothing
    shuffled = chance.sample(list(enumerate(everything)), len(everything))
    kept = shuffled[:of] if isinstance(of, int) else _covering(shuffled, of)
    return [item for _, item in sorted(kept, key=lambda numbered: numbered[0])]


def _covering(numbered: Iterable[tuple[int, T]], kinds_of: Kinds[T]) -> Iterator[tuple[int, T]]:
    """Those that bring a kind which none before them had."""
    seen: set[Hashable] = set()
    for number, item in numbered:
        kinds = set(kinds_of(item))
        if not kinds <= seen:
            seen |= kinds
            yield number, item
