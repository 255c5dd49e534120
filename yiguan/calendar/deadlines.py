"""Due dates that explain themselves: pure counting by a calendar. Overdue is computed from them, never stored."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from yiguan.base import clock
from yiguan.calendar import explaining
from yiguan.calendar.explaining import Leg, Part
from yiguan.calendar.limits import Length
from yiguan.calendar.pauses import ONE_DAY, Span, holds, united, within
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import (
    OFFICIAL,
    Overrides,
    add_months,
    add_working_days,
    count_working_days,
    days_after,
    is_settled,
    is_working_day,
)

SOON_DAYS = 2


@dataclass(frozen=True)
class Deadline:
    """Kept when the act happens on the `due` day. `parts` are the sum as lines; `tentative` is 暂定: it runs into a
    year whose holidays are not published. `rule` says what days left are counted in: working days, or days.
    """

    due: date
    rule: Rule = Rule.WORKING_DAYS
    tentative: bool = False
    parts: Sequence[Part] = ()
    overrides: Overrides = field(default_factory=lambda: OFFICIAL, repr=False, compare=False)

    @property
    def explain(self) -> str:
        return explaining.sentence(self.parts)

    def left(self, today: date) -> int:
        """Days left, 0 on the day itself, negative from the next day on; a weekend alone counts as a working day."""
        if self.rule is not Rule.WORKING_DAYS or today == self.due:
            return (self.due - today).days
        if today < self.due:
            return max(1, count_working_days(today, self.due, self.overrides))
        return -max(1, count_working_days(self.due, today, self.overrides))

    def label(self, today: date) -> str:
        left = self.left(today)
        if left == 0:
            return "今天到期"
        unit = "个工作日" if self.rule is Rule.WORKING_DAYS else "天"
        return f"剩 {left} {unit}" if left > 0 else f"超 {-left} {unit}"

    def tone(self, today: date, soon: int = SOON_DAYS) -> str:
        """The class of its tag: 'late', 'soon' in the last `soon` days, or ''."""
        left = self.left(today)
        return "late" if left < 0 else "soon" if left <= soon else ""


def deadline(
    start: date | datetime,
    length: Length,
    pauses: Iterable[Span] = (),
    extension: int = 0,
    overrides: Overrides = OFFICIAL,
) -> Deadline:
    """The last day of a limit that begins after `start`. Days of pauses outside its course change nothing.

    The extension goes on from the last day as it was without it: working days for working days, days for all others.
    """
    first, stood = day_of(start), united(pauses)
    leg = _leg(first, length.number, _days_of(first, length), length, stood, overrides)
    more = _leg(leg.due, extension, extension, length, stood, overrides) if extension else leg
    due, clipped = more.due, within(stood, first + ONE_DAY, more.due)
    parts = [*explaining.beginning(first, length, leg), *explaining.standing(clipped)]
    if extension:
        parts += [*explaining.rolling(leg, final=False), *explaining.extending(more, length.rule)]
    parts += _off(days_after(first, due), clipped, length, overrides)
    tentative = not is_settled(first, due, overrides)
    parts += [*explaining.rolling(more, final=True), *explaining.ending(due, tentative=tentative)]
    return Deadline(due, length.rule, tentative, parts, overrides)


def before(day: date, length: Length, overrides: Overrides = OFFICIAL) -> Deadline:
    """So long before a day, which does not count; a day of rest gives way to the working day before it."""
    last = due = _back(day, length, overrides)
    while length.rolls and not is_working_day(due, overrides):
        due -= ONE_DAY
    between = days_after(due, day - ONE_DAY)
    tentative = not is_settled(due, day, overrides)
    parts = [
        *explaining.beginning_back(day, length),
        *_off(between, (), length, overrides),
        *explaining.rolling(Leg(length.number, last, due), final=True, towards="提前"),
        *explaining.ending(due, tentative=tentative),
    ]
    return Deadline(due, length.rule, tentative, parts, overrides)


def _back(day: date, length: Length, overrides: Overrides) -> date:
    if length.rule is Rule.MONTHS:
        return add_months(day, -length.number)
    if length.rule is Rule.WORKING_DAYS and length.number:
        return add_working_days(day, -length.number, overrides)
    return day - length.number * ONE_DAY


def _days_of(start: date, length: Length) -> int:
    """How many days count: of months, those up to the same day of the last one."""
    if length.rule is Rule.MONTHS:
        return (add_months(start, length.number) - start).days
    return length.number


def _leg(start: date, number: int, days: int, length: Length, stood: Sequence[Span], overrides: Overrides) -> Leg:
    def works(day: date) -> bool:
        return is_working_day(day, overrides) and not holds(stood, day)

    def counts(day: date) -> bool:
        return works(day) if length.rule is Rule.WORKING_DAYS else not holds(stood, day)

    last = due = _count_on(start, days, counts)
    while length.rolls and not works(due):
        due += ONE_DAY
    return Leg(number, last, due)


def _count_on(start: date, days: int, counts: Callable[[date], bool]) -> date:
    day = start
    for _ in range(days):
        day += ONE_DAY
        while not counts(day):
            day += ONE_DAY
    return day


def _off(days: Iterable[date], stood: Sequence[Span], length: Length, overrides: Overrides) -> list[Part]:
    """Days of rest are left out where working days are counted, nowhere else."""
    return explaining.resting(days, stood, overrides) if length.rule is Rule.WORKING_DAYS else []


def day_of(start: date | datetime) -> date:
    """The day in Tongling. Raises ValueError for a time without a zone, which could be another day."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise ValueError("the start of a deadline needs a time zone")
    return clock.local(start).date()
