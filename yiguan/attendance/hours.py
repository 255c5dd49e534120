"""When a meeting, or one part of it, takes check-ins."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts, Hours
from yiguan.meetings.models import Meeting
from yiguan.meetings.parameters import CHECKIN_CLOSES, CHECKIN_OPENS
from yiguan.meetings.parts import Part
from yiguan.meetings.states import MeetingState
from yiguan.organisation.values import value_of


def hours_of(state: MeetingState, starts_at: datetime, ends_at: datetime) -> Hours:
    opens = starts_at - timedelta(minutes=value_of(CHECKIN_OPENS))
    return Hours(state, starts_at, opens, ends_at + timedelta(minutes=value_of(CHECKIN_CLOSES)))


def taking(meeting: Meeting, parts: Sequence[Part], moment: datetime) -> list[Part]:
    """The parts that take check-ins at this moment; two while one is not over and the next has opened."""
    hours = ((part, hours_of(meeting.state, part.starts_at, part.ends_at)) for part in parts)
    return [part for part, its in hours if decide(Facts(By.PHONE, moment, its)).lets_in]
