"""How a last day was found, in words: as lines for pages and papers, and as the sentence that is stored."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from yiguan.base import clock
from yiguan.calendar.limits import Length
from yiguan.calendar.pauses import ONE_DAY, Span, holds
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import HOLIDAY_NAMES, Overrides, is_working_day, name_of

KNOWN_WHILE_PAUSED = ("起算日", "期限", "往前", "暂停", "延长")
"""Labels of the lines that do not wait for the last day."""
UNSETTLED = "后面的放假安排还没公布，这个日期是暂定的"


class Part(NamedTuple):
    """One line of the sum: what it is, its words, and its clause in the sentence, which may be empty."""

    label: str
    words: str
    clause: str


class Leg(NamedTuple):
    """A stretch of a sum: its number of units, the last of them, and the day that stands for it if that one rests."""

    number: int
    last: date
    due: date


def sentence(parts: Iterable[Part]) -> str:
    """11月27日（周五）次日起3个工作日，除去周末2天，到12月2日（周三）"""
    return "，".join(part.clause for part in parts if part.clause)


def counted(number: int, rule: Rule) -> str:
    """3个工作日, 30天, 3个月"""
    units = {Rule.WORKING_DAYS: "个工作日", Rule.MONTHS: "个月"}
    return f"{number}{units.get(rule, '天')}"


def beginning(start: date, length: Length, leg: Leg) -> list[Part]:
    day = clock.day(start)
    if length.rule is Rule.GIVEN_DAY:
        given = start + length.number * ONE_DAY
        return [Part("起算日", day, ""), Part("期限", f"定在{clock.day(given)}", f"定在{clock.day(given)}")]
    words = counted(leg.number, length.rule)
    from_then = "起" if length.rule is Rule.MONTHS else "次日起"
    clause = f"{day}{from_then}{words}" if leg.number else f"{day}当天"
    return [Part("起算日", f"{day}，当天不算", ""), Part("期限", words, clause)]


def beginning_back(anchor: date, length: Length) -> list[Part]:
    day, words = clock.day(anchor), counted(length.number, length.rule)
    return [Part("起算日", f"{day}，当天不算", ""), Part("往前", words, f"{day}往前{words}")]


def standing(pauses: Sequence[Span]) -> list[Part]:
    """Both ends of each pause, and how many days it takes."""
    return [Part("暂停", f"{_span(one)}，{one.days}天", f"除去{_span(one)}暂停的{one.days}天") for one in pauses]


def _span(span: Span) -> str:
    one = span.first == span.last
    return clock.day(span.first) if one else f"{clock.day(span.first)}到{clock.day(span.last)}"


def resting(days: Iterable[date], pauses: Sequence[Span], overrides: Overrides) -> list[Part]:
    """除去周末2天、国庆节7天 · 算上调休上班1天; a day of a pause is told with the pause."""
    off: Counter[str] = Counter()
    made_up = 0
    for day in days:
        if holds(pauses, day):
            continue
        if is_working_day(day, overrides):
            made_up += day.weekday() > 4 or day in HOLIDAY_NAMES
        else:
            off[name_of(day, overrides) or "周末"] += 1
    names = "、".join(f"{name}{n}天" for name, n in off.items())
    without = [Part("放假", names, f"除去{names}")] if names else []
    return without + ([Part("调休上班", f"{made_up}天", f"算上调休上班{made_up}天")] if made_up else [])


def rolling(leg: Leg, *, final: bool, towards: str = "顺延") -> list[Part]:
    """Where the last day is none on which anybody works."""
    if leg.last == leg.due:
        return []
    rests = f"{clock.day(leg.last)}不上班，{towards}"
    onto = f"到{clock.day(leg.due)}"
    return [Part(towards, rests + onto, rests if final else rests + onto)]


def extending(leg: Leg, rule: Rule) -> list[Part]:
    unit = Rule.WORKING_DAYS if rule is Rule.WORKING_DAYS else Rule.CALENDAR_DAYS
    words = counted(leg.number, unit)
    return [Part("延长", words, f"再延长{words}")]


def ending(due: date, *, tentative: bool) -> list[Part]:
    last = [Part("到期日", clock.day(due), f"到{clock.day(due)}")]
    return last + ([Part("暂定", UNSETTLED, UNSETTLED)] if tentative else [])
