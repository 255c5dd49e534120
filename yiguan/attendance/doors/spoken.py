"""The six digits on the screen, for a phone that cannot scan."""

from yiguan.attendance import codes, scenes
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.meetings.parameters import CHECKIN_CLOSES, CHECKIN_OPENS
from yiguan.organisation.values import value_of
from yiguan.settings import Settings


def find_code(unit_code: str, number: str, settings: Settings) -> str | None:
    """The valid screen code with this spoken number, at a meeting of this unit that takes check-ins now."""
    now = clock.now()
    before = now + clock.minutes(value_of(CHECKIN_OPENS))
    after = now - clock.minutes(value_of(CHECKIN_CLOSES))
    meetings = scenes.meetings_taking(unit_code, before, after)
    planned = parts.of_all(meetings)
    taken = ((meeting, part) for meeting in meetings for part in planned[meeting.id])
    for mint in (mint for m, part in taken for mint in codes.mints_of(settings.keys, m, part.number)):
        if (window := mint.window_of(number, now)) is not None:
            return mint.screen(window)
    return None
