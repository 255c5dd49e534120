"""Reads a scanned code and says whether it is valid. It changes nothing (CK-22)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from yiguan.attendance import codes, scenes
from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts, Worth
from yiguan.attendance.hours import hours_of
from yiguan.attendance.states import Result
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.meetings.parts import Part
from yiguan.registrations import known_codes
from yiguan.settings import Settings

SOURCES = {codes.SCREEN: "screen", codes.PRINTED: "print"}


@dataclass(frozen=True)
class Look:
    """The validity of a scanned code; a genuine code has a `scene`."""

    result: Result
    scene: scenes.Scene | None = None
    source: str = ""
    part: Part | None = None


def look(text: str, device: int, settings: Settings) -> Look:
    """Reads a scanned or typed code."""
    code = codes.parse(text)
    scene = scenes.scan(code.meeting, device) if code else None
    if code is None or scene is None:
        return Look(Result.UNKNOWN_CODE)
    part, worth = worth_of(code, scene, parts.of(scene), settings)
    now = clock.now()
    hours = hours_of(scene.state, part.starts_at, part.ends_at) if part else None
    fresh = code.purpose != codes.SCREEN or codes.is_live(code.window, now)
    moved = scene.postponed_from is not None
    result = decide(Facts(By.PHONE, now, hours, code=worth, fresh=fresh, moved_from=moved)).result
    return Look(result) if result is Result.UNKNOWN_CODE else Look(result, scene, SOURCES[code.purpose], part)


def worth_of(
    code: codes.Code, scene: scenes.Scene, planned: Sequence[Part], settings: Settings
) -> tuple[Part | None, Worth]:
    """The part a code was made for, None for a forged one; a code of an earlier epoch was genuine (decision 0016)."""
    off = code.purpose == codes.PRINTED and not scene.printed_code
    if part := _made_for(code, codes.mints_of(settings.keys, scene), planned):
        return part, Worth.REVOKED if off else Worth.GOOD
    if part := _made_for(code, codes.former_mints(settings.keys, scene), planned):
        return part, Worth.FORMER
    printed = known_codes.stored(code.text) if settings.is_box else None
    part = parts.numbered(planned, printed.part) if printed else None
    if printed is None or part is None:
        return None, Worth.UNKNOWN
    return part, Worth.FORMER if printed.epoch != scene.epoch else Worth.REVOKED if off else Worth.GOOD


def _made_for(code: codes.Code, mints: Iterable[codes.Mint], planned: Sequence[Part]) -> Part | None:
    made = ((mint, part) for mint in mints for part in planned)
    return next((part for mint, part in made if replace(mint, part=part.number).vouches(code)), None)
