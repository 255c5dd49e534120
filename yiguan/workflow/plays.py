"""The script of the sample district: a slice declares its part as PLAY in its `play.py`, and the sample plays all.

The data is in migrations/seeds/*.csv; its dates are days before the day of loading.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count, zip_longest
from typing import Any, TypeVar

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.people.models import Account, Person
from yiguan.people.states import Role
from yiguan.slices import found

Act = Callable[[], object]
Row = Mapping[str, str]
"""One line of a seed file."""
T = TypeVar("T")


@dataclass
class Stage:
    """The cast: people by their key in the seeds, units by code, staff as actors; and the records made so far."""

    people: dict[str, Person] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    accounts: list[tuple[Account, str, str, str]] = field(default_factory=list)
    actors: dict[tuple[str, str], list[Actor]] = field(default_factory=dict)
    _made: dict[type[Any], dict[str, Any]] = field(default_factory=dict)

    def staff(self, role: Role, unit: str = "TG", *, place: int = 0) -> Actor:
        """Who holds the role at the unit, of several the one at this place. Raises LookupError when nobody does."""
        return self.actors[str(role), unit][place]

    def made(self, kind: type[T]) -> dict[str, T]:
        """The records of this kind by their key in the seeds; filled while the score is played."""
        return self._made.setdefault(kind, {})


class Score:
    """Acts with their times; `play` runs them in the order of time, each with the clock set to its time."""

    def __init__(self) -> None:
        self._today = clock.today()
        self._now = clock.now()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()
        self._days = count()

    def moment(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """This time of day in Tongling, `days_ago` days ago (negative: in the future)."""
        day = self._today - timedelta(days=days_ago)
        return clock.from_local(datetime.combine(day, time(hour, minute)))

    def at(self, moment: datetime, act: Act) -> None:
        """Adds an act at this time, or now if it is in the future."""
        self._acts.append((min(moment, self._now), next(self._order), act))

    def day(self, days_ago: int, act: Act) -> None:
        """Adds an act in the working hours of that day."""
        order = next(self._days)
        self.at(self.moment(days_ago, 9 + order % 7, order % 50), act)

    def after(self, days_ago: int, days: int, act: Act) -> None:
        """Adds an act `days` days after that day, today at the latest."""
        self.day(max(days_ago - days, 0), act)

    def play(self, evening: Act) -> None:
        """Runs the acts; `evening` does the worker's jobs at the end of every day with an act."""
        acts = sorted(self._acts, key=lambda entry: entry[:2])
        for (moment, _, act), following in zip_longest(acts, acts[1:]):
            with clock.at(moment):
                act()
                if following is None or following[0].date() > moment.date():
                    evening()


@dataclass(frozen=True, kw_only=True)
class Play:
    """`writes` adds the slice's part to the score, `tells` its entries to demo.json."""

    writes: Callable[[Score, Stage], None]
    tells: Callable[[Stage], Mapping[str, Any]] = lambda stage: {}


def plays() -> Iterator[Play]:
    return (module.PLAY for module in found("play"))
