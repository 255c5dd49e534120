"""The kinds of time limit: how long, counted in what, and whether a last day of rest moves.

One convention holds everywhere: the day of an event does not count (民法典 第二百零一条). A limit counts from the day
after it began and ends with the end of its last day (第二百零三条). A pause takes out the day of the question, the day
of the answer and every day between them. Months end on the same day of the month (第二百零二条).
"""

from datetime import date
from typing import NamedTuple

from yiguan.calendar.states import Rule


class Length(NamedTuple):
    """So many units; with a given day, the days from the start to it.

    With `rolls` a last day that is no working day gives way to the next one, or, counted back, to the one before.
    """

    number: int
    rule: Rule = Rule.WORKING_DAYS
    rolls: bool = True


def working_days(number: int) -> Length:
    """They end on a working day anyway."""
    return Length(number)


def calendar_days(number: int, *, rolls: bool = True) -> Length:
    return Length(number, Rule.CALENDAR_DAYS, rolls)


def months(number: int, *, rolls: bool = True) -> Length:
    return Length(number, Rule.MONTHS, rolls)


def given_day(start: date, day: date, *, rolls: bool = False) -> Length:
    """Who gives a day means it; raises ValueError for one before the start."""
    if day < start:
        raise ValueError("the given day is before the start")
    return Length((day - start).days, Rule.GIVEN_DAY, rolls)
