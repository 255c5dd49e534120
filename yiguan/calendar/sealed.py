"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.calendar.days import CalendarDay
from yiguan.calendar.models import Pause, TimeLimit

TIME_LIMIT = columns("id", "start", "rule", "length", "rolls", "paused_on", "days_left", "extension",
                     "extension_reason", "extended_by", "extended_at", "due", "tentative", "explain", "ended_on",
                     "after_id", "before_id")  # fmt: skip
watch(
    TimeLimit, {2: Shape(TIME_LIMIT)}
)  # 1 counted its pauses; 0034 made rows of them and carried over what was proven
watch(Pause, {1: Shape(columns("id", "limit_id", "from_day", "to_day", "reason", "by", "at"))})
watch(CalendarDay, {1: Shape(columns("id", "day", "worked", "name"))})
