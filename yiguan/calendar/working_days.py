"""Which days count: the State Council's calendar with its make-up days, and over it what the district entered."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from chinese_calendar import Holiday
from chinese_calendar.constants import holidays as _holidays
from chinese_calendar.constants import workdays as _make_up_days


class Entered(NamedTuple):
    """A day as the district entered it: worked or free, and what it is called."""

    worked: bool
    name: str = ""


Overrides = Mapping[date, Entered]
"""What the district entered; `days.entered()` reads it (docs/decisions/0044)."""

OFFICIAL: Overrides = MappingProxyType({})
HOLIDAY_NAMES: Mapping[date, str] = {day: Holiday(name).chinese for day, name in _holidays.items()}

_ONE_DAY = timedelta(days=1)
_LAST_KNOWN_YEAR = max(_holidays).year


def is_working_day(day: date, overrides: Overrides = OFFICIAL) -> bool:
    """Monday to Friday where nothing better is known; see `is_settled`."""
    if day in overrides:
        return overrides[day].worked
    return day in _make_up_days or (day.weekday() < 5 and day not in _holidays)


def is_settled(start: date, end: date, overrides: Overrides = OFFICIAL) -> bool:
    """Whether the holidays between two days are known.

    New Year's holiday can reach into December, so its last three days wait for the next year's calendar.
    """
    return all(is_known(year, overrides) for year in range(start.year, (end + timedelta(days=3)).year + 1))


def is_known(year: int, overrides: Overrides = OFFICIAL) -> bool:
    """Whether the holidays of a year are published, or entered: then 1 October is among them."""
    return year <= _LAST_KNOWN_YEAR or date(year, 10, 1) in overrides


def name_of(day: date, overrides: Overrides = OFFICIAL) -> str:
    """What a day is called that is free although it is none of a weekend, or worked although it is; else empty."""
    if day in overrides:
        unnamed = "另定上班" if overrides[day].worked else "另定放假"
        return overrides[day].name or (unnamed if overrides[day].worked != (day.weekday() < 5) else "")
    return "调休上班" if day in _make_up_days else HOLIDAY_NAMES.get(day, "")


def add_working_days(start: date, n: int, overrides: Overrides = OFFICIAL) -> date:
    """The n-th working day after `start`, which does not count itself (民法典 第二百零一条); a negative n goes back.

    With n = 0, `start` itself or the first working day after it.
    """
    day, step = start, -_ONE_DAY if n < 0 else _ONE_DAY
    for _ in range(abs(n)):
        day += step
        while not is_working_day(day, overrides):
            day += step
    while not is_working_day(day, overrides):
        day += _ONE_DAY
    return day


def count_working_days(start: date, end: date, overrides: Overrides = OFFICIAL) -> int:
    """How many lie after `start`, up to and with `end`; none when `end` is not later."""
    moved = sum(entered.worked - is_working_day(day) for day, entered in overrides.items() if start < day <= end)
    return _count_official(start, end) + moved


@lru_cache(maxsize=4096)
def _count_official(start: date, end: date) -> int:
    """A list page asks for the same few spans again and again."""
    return sum(map(is_working_day, days_after(start, end)))


def add_months(start: date, n: int) -> date:
    """The same day n months on, or the last of a month that lacks it (民法典 第二百零二条)."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def days_after(start: date, end: date) -> Iterator[date]:
    for n in range(1, (end - start).days + 1):
        yield start + n * _ONE_DAY
