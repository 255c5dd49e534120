"""The current content of the hall's screen: code, number of people, agenda item; no full names."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from yiguan.attendance import codes
from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts, Hours
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger import counts
from yiguan.attendance.parameters import HALL_NAMES
from yiguan.attendance.states import Result
from yiguan.base import clock, qr
from yiguan.meetings.agenda import Slot
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.organisation.values import value_of
from yiguan.people.privacy.masks import hall_name, mask_name
from yiguan.registrations.queries import numbers
from yiguan.settings import Settings


@dataclass(frozen=True)
class LiveCode:
    """The drawn code of one window, with its spoken number; `until` is its end in seconds since 1970."""

    path: str
    size: int
    number: str
    until: float


@dataclass(frozen=True)
class Screen:
    """`codes` are the current and the next one, empty while check-in is closed; `notice` then says why.

    `expected` people hold a seat by invitation or sign-up. `arrived`, `kinds` and `names` belong to the part that is
    shown; `present` is None where the meeting does not record who leaves.
    """

    part: str
    expected: int
    arrived: int
    present: int | None
    kinds: list[tuple[str, int]]
    names: list[str]
    item: str
    item_until: str
    codes: list[LiveCode]
    notice: str

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def address_of(code: str, settings: Settings) -> str:
    """The address in the QR code; in capitals the code is smaller."""
    return settings.printed_address(f"/C/{code}")


def screen_of(meeting: Meeting, part: Part, slots: Sequence[Slot], settings: Settings) -> Screen:
    now = clock.now()
    hours = hours_of(meeting.state, part.starts_at, part.ends_at)
    verdict = decide(Facts(By.PHONE, now, hours))
    came = counts.attendance(meeting.id, part.number)
    window = codes.window_of(now)
    current = next((slot for slot in slots if slot.state == "now"), None)
    return Screen(
        part=part.label,
        expected=numbers(meeting.id).taken,
        arrived=came.arrived,
        present=counts.present(meeting.id, part.number) if meeting.tracks_exit else None,
        kinds=[(kind.label, number) for kind, number in came.kinds.items() if number],
        names=_names(meeting, part),
        item=current.label if current else "",
        item_until=clock.time_of_day(current.until) if current else "",
        codes=[_live(meeting, part, window + ahead, settings) for ahead in (0, 1)] if verdict.lets_in else [],
        notice=_notice(verdict.result, hours),
    )


def _names(meeting: Meeting, part: Part) -> list[str]:
    """Who came last, as the district shows names in a hall (product.md §5.2)."""
    show = {"masked": mask_name, "given": hall_name}.get(value_of(HALL_NAMES))
    return [show(name) for name in counts.last_names(meeting.id, part.number)] if show else []


def _live(meeting: Meeting, part: Part, window: int, settings: Settings) -> LiveCode:
    mint = codes.mint_of(settings.keys, meeting, part.number)
    drawing = qr.draw(address_of(mint.screen(window), settings))
    return LiveCode(drawing.path, drawing.size, mint.spoken(window), codes.window_start(window + 1))


def _notice(answer: Result, hours: Hours) -> str:
    if answer is Result.TOO_EARLY:
        return f"签到从 {clock.moment(hours.opens_at)} 开始，到时候码会自己出来。"
    return {Result.CLOSED: "签到已经结束。", Result.CANCELLED: "这场会取消了。"}.get(answer, "")
