"""Due dates that explain themselves; overdue is computed from them, never stored."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from yiguan.base import clock
from yiguan.calendar.working_days import (
    HOLIDAY_NAMES,
    OFFICIAL,
    Overrides,
    add_months,
    add_working_days,
    count_working_days,
    days_after,
    is_settled,
    is_working_day,
    name_of,
)

SOON_DAYS = 2


@dataclass(frozen=True)
class Deadline:
    """Kept when the act happens on the `due` day. `days` is None where months were promised; `explain` is the sum."""

    due: date
    days: int | None = None
    tentative: bool = False
    explain: str = ""
    overrides: Overrides = field(default_factory=lambda: OFFICIAL, repr=False, compare=False)

    def left(self, today: date) -> int:
        """Working days left, 0 on the day itself, negative from the next day on; a weekend alone counts as one."""
        if today == self.due:
            return 0
        if today < self.due:
            return max(1, count_working_days(today, self.due, self.overrides))
        return -max(1, count_working_days(self.due, today, self.overrides))

    def label(self, today: date) -> str:
        left = self.left(today)
        if left == 0:
            return "今天到期"
        return f"剩 {left} 个工作日" if left > 0 else f"超 {-left} 个工作日"

    def tone(self, today: date, soon: int = SOON_DAYS) -> str:
        """The class of its tag: 'late', 'soon' in the last `soon` working days, or ''."""
        left = self.left(today)
        return "late" if left < 0 else "soon" if left <= soon else ""


def working_deadline(
    start: date | datetime, days: int, pause_days: int = 0, overrides: Overrides = OFFICIAL
) -> Deadline:
    """So many working days from the day after `start`; `pause_days` are working days on which the clock stood still."""
    first = day_of(start)
    due = add_working_days(first, days + pause_days, overrides)
    promised = f"次日起{days}个工作日" if days else "当天"
    paused = f"加上暂停的{pause_days}个工作日" if pause_days else ""
    explain = _sentence(first, due, [promised, paused, *_days_off(first, due, overrides)], overrides)
    return Deadline(due, days, not is_settled(first, due, overrides), explain, overrides)


def months_deadline(
    start: date | datetime, months: int, pause_days: int = 0, overrides: Overrides = OFFICIAL
) -> Deadline:
    """The same day so many months on; a last day that is free moves to the next working day (民法典 第二百零三条).

    `pause_days` are calendar days here, as months are counted by the calendar.
    """
    first = day_of(start)
    last = add_months(first, months) + timedelta(days=pause_days)
    due = add_working_days(last, 0, overrides)
    paused = f"加上暂停的{pause_days}天" if pause_days else ""
    moved = f"{clock.day(last)}不上班，顺延" if due != last else ""
    explain = _sentence(first, due, [f"起{months}个月", paused, moved], overrides)
    return Deadline(due, None, not is_settled(first, due, overrides), explain, overrides)


def day_of(start: date | datetime) -> date:
    """The day in Tongling. Raises ValueError for a time without a zone, which could be another day."""
    if not isinstance(start, datetime):
        return start
    if start.tzinfo is None:
        raise ValueError("the start of a deadline needs a time zone")
    return clock.local(start).date()


def _days_off(start: date, due: date, overrides: Overrides) -> list[str]:
    """除去周末2天、国庆节7天 · 算上调休上班1天"""
    off: Counter[str] = Counter()
    made_up = 0
    for day in days_after(start, due):
        if is_working_day(day, overrides):
            made_up += day.weekday() > 4 or day in HOLIDAY_NAMES
        else:
            off[name_of(day, overrides) or "周末"] += 1
    without = "、".join(f"{name}{n}天" for name, n in off.items())
    return [f"除去{without}" if without else "", f"算上调休上班{made_up}天" if made_up else ""]


def _sentence(start: date, due: date, steps: list[str], overrides: Overrides) -> str:
    """11月27日（周五）次日起3个工作日，除去周末2天，到12月2日（周三）"""
    first, *others = steps
    parts = [f"{clock.day(start)}{first}", *filter(None, others), f"到{clock.day(due)}"]
    if not is_settled(start, due, overrides):
        parts.append("后面的放假安排还没公布，这个日期是暂定的")
    return "，".join(parts)
