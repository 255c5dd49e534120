"""What a measurement insists on: each figure beside what is wanted of it. `make load` fails when one is missed."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """One figure with its limit; `least` when the figure must not be below it, else it must not be above."""

    name: str
    found: float
    limit: float
    least: bool = False

    @property
    def met(self) -> bool:
        return self.found >= self.limit if self.least else self.found <= self.limit

    def __str__(self) -> str:
        word, sign = "met" if self.met else "MISSED", "≥" if self.least else "≤"
        return f"  {word:6s} {self.name}: {self.found:.4g} (wanted {sign} {self.limit:g})"


def at_least(name: str, found: float, limit: float) -> Target:
    return Target(name, found, limit, least=True)


def at_most(name: str, found: float, limit: float) -> Target:
    return Target(name, found, limit)


def none(name: str, found: float) -> Target:
    return Target(name, found, 0)


def judge(targets: Iterable[Target]) -> list[Target]:
    """Prints each, and gives them back."""
    found = list(targets)
    for target in found:
        say(str(target))
    return found


def verdict(targets: Iterable[Target]) -> int:
    """The exit code, after a list of what was missed."""
    missed = [target for target in targets if not target.met]
    say(f"\n{len(missed)} of the targets missed" if missed else "\nevery target met")
    judge(missed)
    return 1 if missed else 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
