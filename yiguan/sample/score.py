"""When each act of the sample happened: days before the day of loading, played in the order of time."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count, zip_longest

from yiguan.base import clock

Act = Callable[[], object]


class Score:
    """Acts with their moments; `play` runs them from the oldest on, each at its own time."""

    def __init__(self) -> None:
        self._today = clock.today()
        self._now = clock.now()
        self._acts: list[tuple[datetime, int, Act]] = []
        self._order = count()

    def moment(self, days_ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """That time of day in Tongling, so many days ago (negative: to come)."""
        day = self._today - timedelta(days=days_ago)
        return clock.from_local(datetime.combine(day, time(hour, minute)))

    def at(self, moment: datetime, act: Act) -> None:
        """Nothing is played in the future: what would be is played now."""
        self._acts.append((min(moment, self._now), next(self._order), act))

    def day(self, days_ago: int, act: Act) -> None:
        """Some time in the working hours of that day; acts of one day keep the order in which they were written."""
        order = next(self._order)
        self.at(self.moment(days_ago, 9 + order % 7, order % 50), act)

    def play(self, evening: Act) -> None:
        """`evening` is what the worker would have done, run at the end of every day on which something happened."""
        acts = sorted(self._acts, key=lambda entry: entry[:2])
        for (moment, _, act), following in zip_longest(acts, acts[1:]):
            with clock.at(moment):
                act()
                if following is None or following[0].date() > moment.date():
                    evening()
