"""What a code is worth that was scanned, or a number that was typed. Changes nothing, whoever opens it (CK-22)."""

from dataclasses import dataclass

from yiguan.attendance import codes, gate, queries
from yiguan.attendance.states import Result
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.meetings.parts import Part
from yiguan.settings import Settings

SOURCES = {codes.SCREEN: "screen", codes.PRINTED: "print"}


@dataclass(frozen=True)
class Look:
    """What a scanned code is worth; `scene` is there once the code proved genuine."""

    result: Result
    scene: queries.Scene | None = None
    source: str = ""
    part: Part | None = None


def look(text: str, device: int, settings: Settings) -> Look:
    """Reads a code that was scanned or typed."""
    code = codes.parse(text)
    scene = queries.scan(code.meeting, device) if code else None
    if code is None or scene is None:
        return Look(Result.UNKNOWN_CODE)
    seen = gate.judge(code, scene, parts.of(scene), clock.now(), settings)
    if seen.part is None or seen.result is Result.UNKNOWN_CODE:
        return Look(Result.UNKNOWN_CODE)
    return Look(seen.result, scene, SOURCES[code.purpose], seen.part)


def find_by_number(unit_code: str, number: str, settings: Settings) -> str | None:
    """The living screen code whose spoken number this is, at a meeting of this unit that takes check-ins now."""
    now = clock.now()
    before = now + clock.minutes(settings.checkin_opens_min)
    after = now - clock.minutes(settings.checkin_closes_min)
    meetings = queries.meetings_taking(unit_code, before, after)
    planned = parts.of_all(meetings)
    for mint in (codes.mint_of(settings.keys, m, part.number) for m in meetings for part in planned[m.id]):
        if (window := mint.window_of(number, now)) is not None:
            return mint.screen(window)
    return None
