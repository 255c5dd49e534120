"""A year as a wall calendar shows it: months of weeks, holidays and make-up days by their names."""

from calendar import Calendar
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from yiguan.calendar.working_days import Overrides, is_working_day, name_of

_weeks = Calendar()


class Cell(NamedTuple):
    """One day; `mark` is 休 of a named free day, 班 of a worked weekend, else empty."""

    day: date
    mark: str
    free: bool
    entered: bool


class Month(NamedTuple):
    """`weeks` begin on Monday and have None for the days of other months; `words` name the days that are marked."""

    number: int
    weeks: Sequence[Sequence[Cell | None]]
    words: Sequence[str]


def months_of(year: int, overrides: Overrides) -> list[Month]:
    return [_month(year, number, overrides) for number in range(1, 13)]


def _month(year: int, number: int, overrides: Overrides) -> Month:
    days = _weeks.monthdatescalendar(year, number)
    weeks = [[_cell(day, overrides) if day.month == number else None for day in week] for week in days]
    marked = [cell for week in weeks for cell in week if cell and cell.mark]
    named = groupby(marked, lambda cell: (cell.mark, name_of(cell.day, overrides)))
    return Month(number, weeks, [_words(mark, name, list(cells)) for (mark, name), cells in named])


def _cell(day: date, overrides: Overrides) -> Cell:
    free, named = not is_working_day(day, overrides), bool(name_of(day, overrides))
    mark = "" if not named and free == (day.weekday() > 4) else "休" if free else "班"
    return Cell(day, mark, free, day in overrides)


def _words(mark: str, name: str, cells: Sequence[Cell]) -> str:
    first, last = cells[0].day, cells[-1].day
    days = f"{first.day}日" if first == last else f"{first.day}日到{last.day}日"
    return f"{days} {mark} {name}"
