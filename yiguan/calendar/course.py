"""The course of a time limit: begun, paused, resumed, extended, ended, worked out anew. Pure; `service` keeps it."""

from collections.abc import Sequence
from datetime import date, datetime

from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar import deadlines
from yiguan.calendar.deadlines import Deadline, day_of
from yiguan.calendar.explaining import KNOWN_WHILE_PAUSED, Part, counted
from yiguan.calendar.limits import Length
from yiguan.calendar.models import Pause, TimeLimit
from yiguan.calendar.pauses import ONE_DAY
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import OFFICIAL, Overrides

TWICE = (
    "这个期限已经延长过一次（{amount}），不能再延长，原来的到期日不变。请按到期日办理，办不完的，请和交办的单位商量。"
)
NONE_ADDED = "延长至少要1天，这次没有延长，原来的到期日不变。请把天数改一改再交。"


def begin(start: date | datetime, length: Length, overrides: Overrides = OFFICIAL) -> TimeLimit:
    """Raises ValueError for a time without a zone."""
    return _begun(TimeLimit(start=day_of(start)), length, overrides)


def begin_before(day: date, length: Length, before_id: int, overrides: Overrides = OFFICIAL) -> TimeLimit:
    """So long before the last day of another limit."""
    return _begun(TimeLimit(start=day, before_id=before_id), length, overrides)


def _begun(limit: TimeLimit, length: Length, overrides: Overrides) -> TimeLimit:
    limit.length, limit.rule, limit.rolls = length
    work_out(limit, overrides)
    return limit


def work_out(limit: TimeLimit, overrides: Overrides = OFFICIAL) -> None:
    """The last day and its sum by the calendar as it is known now."""
    keep(limit, sum_of(limit, limit.start, limit.promised, overrides))


def keep(limit: TimeLimit, found: Deadline) -> None:
    limit.due, limit.tentative, limit.explain = found.due, found.tentative, found.explain


def sum_of(limit: TimeLimit, start: date, length: Length, overrides: Overrides) -> Deadline:
    """What the limit would be from this day with this length, its pauses and its extension as they are."""
    if limit.before_id is not None:
        return deadlines.before(start, length, overrides)
    return deadlines.deadline(start, length, limit.stood, limit.extension or 0, overrides)


def pause(limit: TimeLimit, day: date, overrides: Overrides = OFFICIAL) -> None:
    """The clock stands from this day on, which does not count; what is left is counted by the calendar of today."""
    if limit.tentative:
        work_out(limit, overrides)
    running = day if limit.before_id is not None else max(day, limit.start + ONE_DAY)
    late = limit.left(day, overrides) < 0
    limit.days_left = limit.left(day if late else running - ONE_DAY, overrides)
    limit.paused_on, limit.due = day, None


def resume(limit: TimeLimit, day: date, overrides: Overrides = OFFICIAL) -> None:
    """The clock goes on after this day with what was left; a pause that began too late changes nothing."""
    for one in open_pauses(limit):
        one.from_day, one.to_day = min(one.from_day, day), day
    limit.paused_on = limit.days_left = None
    work_out(limit, overrides)


def open_pauses(limit: TimeLimit) -> Sequence[Pause]:
    """One at most; none of a limit that counts back, which stands still with the other."""
    return [one for one in limit.pauses if one.to_day is None]


def extend(limit: TimeLimit, days: int, overrides: Overrides = OFFICIAL) -> None:
    """Raises Conflict for a second extension, Invalid for less than a day. A paused limit has it in its sum once
    it goes on.
    """
    unit = Rule.WORKING_DAYS if limit.rule is Rule.WORKING_DAYS else Rule.CALENDAR_DAYS
    if limit.extension is not None:
        raise Conflict(TWICE.format(amount=counted(limit.extension, unit)), code="extended_once")
    if days < 1:
        raise Invalid(fields={"days": [NONE_ADDED]})
    limit.extension = days
    if limit.paused_on is None:
        work_out(limit, overrides)
    else:
        limit.days_left = (limit.days_left or 0) + days


def end(limit: TimeLimit, today: date) -> None:
    """What was timed is done, or nobody waits for it any more; a second end changes nothing."""
    limit.ended_on = limit.ended_on or today


def explained(limit: TimeLimit, overrides: Overrides = OFFICIAL) -> Sequence[Part]:
    """The sum as lines; of one whose calendar has changed since it ended, the sentence of its time."""
    found = sum_of(limit, limit.start, limit.promised, overrides)
    if limit.paused_on is not None:
        known = [part for part in found.parts if part.label in KNOWN_WHILE_PAUSED]
        return [*known, Part("暂停", limit.words, limit.words)]
    return found.parts if found.due == limit.due else [Part("算法", limit.explain, limit.explain)]
