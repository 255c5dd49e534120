from datetime import date

from yiguan.calendar.models import Timed, TimeLimit


def limit_of(record: Timed) -> TimeLimit:
    """The time limit of a record that has one."""
    assert record.limit
    return record.limit


def due_day(record: Timed) -> date:
    """The last day of a record whose limit runs."""
    assert record.due_on
    return record.due_on
