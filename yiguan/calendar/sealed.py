"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.calendar.days import CalendarDay
from yiguan.calendar.models import TimeLimit

TIME_LIMIT = columns("id", "start", "rule", "length", "paused_days", "paused_on", "days_left", "due", "tentative",
                     "explain", "ended_on", "after_id")  # fmt: skip
watch(TimeLimit, {1: Shape(TIME_LIMIT)})
watch(CalendarDay, {1: Shape(columns("id", "day", "worked", "name"))})
