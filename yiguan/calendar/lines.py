"""Reads the days of one year from lines such as `2027-02-08 休 春节`, `2027-02-20 班`, `2027-02-08 删`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from yiguan.calendar.working_days import Entered

MOST_LINES = 400
MOST_NAME = 20
DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
WORKED = {"休": False, "放假": False, "班": True, "上班": True}
DROP = ("删", "去掉")
HOW = "请照“2027-02-08 休 春节”写：日子、休或班、名称；要去掉录过的，写“删”。"


@dataclass(frozen=True)
class Line:
    """One line: its `number` from 1, as it was typed, the day and what it becomes, or why it cannot be used.

    `entered` is None where the day goes back to the official calendar.
    """

    number: int
    text: str
    day: date | None = None
    entered: Entered | None = None
    error: str = ""


def lines_of(text: str, year: int) -> list[Line]:
    """One for every line that is not blank."""
    found = [_line(number, one.strip(), year) for number, one in enumerate(text.split("\n"), start=1) if one.strip()]
    kept = list(_once(found))
    return kept[:MOST_LINES] + [replace(one, error=f"一次最多{MOST_LINES}行。") for one in kept[MOST_LINES:]]


def changes_of(lines: Iterable[Line]) -> dict[date, Entered | None]:
    """What the lines without an error say."""
    return {line.day: line.entered for line in lines if line.day is not None and not line.error}


def _line(number: int, text: str, year: int) -> Line:
    day_word, what, *rest = [*re.split(r"[\s,，、;；]+", text, maxsplit=2), "", ""][:3]
    name = rest[0].strip()
    day = _day(day_word, year)
    if day is None:
        return Line(number, text, error=f"“{day_word[:20]}”不是一个日子。{HOW}")
    if day.year != year:
        return Line(number, text, error=f"这一页是{year}年的，{day.year}年的日子请到那一年去录。")
    if what in DROP and not name:
        return Line(number, text, day)
    if what not in WORKED:
        return Line(number, text, error=f"没有看懂是休还是班。{HOW}")
    if len(name) > MOST_NAME:
        return Line(number, text, error=f"名称最多{MOST_NAME}个字。")
    return Line(number, text, day, Entered(WORKED[what], name))


def _day(word: str, year: int) -> date | None:
    found = DAY.fullmatch(word)
    if found is None:
        return None
    try:
        return date(int(found[1] or year), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _once(lines: Iterable[Line]) -> Iterator[Line]:
    first: dict[date, int] = {}
    for line in lines:
        number = first.setdefault(line.day, line.number) if line.day else line.number
        yield line if number == line.number else replace(line, error=f"这一天在第{number}行已经写过，请留一行。")
