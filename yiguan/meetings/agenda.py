"""The agenda on the clock: when each item is due, and which one it is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from yiguan.base import clock
from yiguan.meetings.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Slot:
    """One item with its planned time; `state` (done, now, todo) fits the trail of a page."""

    label: str
    at: datetime
    until: datetime
    state: str
    topic_id: int | None

    @property
    def at_label(self) -> str:
        return clock.time_of_day(self.at)


def slots(meeting: Meeting, items: Sequence[AgendaItem]) -> list[Slot]:
    """The items one after the other from the planned start."""
    found, at, now = [], meeting.starts_at, clock.now()
    for item in items:
        until = at + clock.minutes(item.minutes)
        state = "todo" if now < at else "now" if now < until else "done"
        found.append(Slot(item.title, at, until, state, item.topic_id))
        at = until
    return found


def excess_min(meeting: Meeting, items: Sequence[AgendaItem]) -> int:
    """By how many minutes the items exceed the meeting; a warning, never a refusal (SP-02)."""
    return max(0, sum(item.minutes for item in items) - meeting.minutes)
