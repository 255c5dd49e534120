"""The course of a time limit: begun, paused, resumed, ended, worked out anew. Pure; `service` keeps it."""

from datetime import date, datetime

from yiguan.base import clock
from yiguan.calendar.deadlines import Deadline, day_of, months_deadline, working_deadline
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import OFFICIAL, Overrides, add_working_days, count_working_days


def begin(
    start: date | datetime, length: int, rule: Rule = Rule.WORKING_DAYS, overrides: Overrides = OFFICIAL
) -> TimeLimit:
    """From the day after `start` on, which does not count itself. Raises ValueError for a time without a zone."""
    limit = TimeLimit(start=day_of(start), rule=rule, length=length, paused_days=0)
    work_out(limit, overrides)
    return limit


def work_out(limit: TimeLimit, overrides: Overrides = OFFICIAL) -> None:
    """The last day and its sum by the calendar as it is known now; of unknown length, the day stays as it was given."""
    if limit.length is None:
        return
    found = sum_of(limit, limit.length, overrides)
    limit.due, limit.tentative, limit.explain = found.due, found.tentative, found.explain


def sum_of(limit: TimeLimit, length: int, overrides: Overrides) -> Deadline:
    """What the limit would be with this length, its pauses as they were."""
    works_out = working_deadline if limit.rule is Rule.WORKING_DAYS else months_deadline
    return works_out(limit.start, length, limit.paused_days, overrides)


def pause(limit: TimeLimit, today: date, overrides: Overrides = OFFICIAL) -> None:
    """The clock stands; what is left is counted by the calendar of today."""
    if limit.tentative:
        work_out(limit, overrides)
    limit.days_left, limit.paused_on, limit.due = limit.left(today, overrides), today, None


def resume(limit: TimeLimit, today: date, overrides: Overrides = OFFICIAL) -> None:
    """The clock goes on: working days with what was left of them, or as late as before; months by the days it stood."""
    stood_since, left = limit.paused_on or today, limit.days_left or 0
    limit.paused_on = limit.days_left = None
    limit.due = add_working_days(today, left, overrides)
    if limit.length is None:
        limit.explain = f"{clock.day(today)}接着计时，到{clock.day(limit.due)}"
    elif limit.rule is Rule.MONTHS:
        limit.paused_days += (today - stood_since).days
    else:
        limit.paused_days = count_working_days(limit.start, limit.due, overrides) - limit.length
    work_out(limit, overrides)


def end(limit: TimeLimit, today: date) -> None:
    """What was timed is done, or nobody waits for it any more; a second end changes nothing."""
    limit.ended_on = limit.ended_on or today
