"""The data of a resident's pages: the personal page, and the result of a tap."""

from dataclasses import dataclass
from typing import Any

from yiguan.attendance import queries, receipts
from yiguan.attendance.decide import decide
from yiguan.attendance.doors import moving
from yiguan.attendance.facts import By, Facts
from yiguan.attendance.hours import hours_of, taking
from yiguan.attendance.ledger import counts
from yiguan.attendance.states import LETS_IN, Result
from yiguan.base import clock
from yiguan.meetings import agenda, parts
from yiguan.meetings.papers import papers_of
from yiguan.meetings.parts import Part
from yiguan.meetings.queries import agenda_of, topics_of
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import PersonKind
from yiguan.registrations import passes
from yiguan.registrations.models import Registration
from yiguan.settings import Settings


@dataclass(frozen=True)
class Doorway:
    """One part a person may check in to now, with the receipt for it, or with their earlier check-in."""

    part: Part
    first: Any
    receipt: str


def personal(found: passes.Found, device: int, settings: Settings) -> dict[str, Any]:
    """The page of a personal code: shown at the check-in desk, and used for checking in on the person's own phone."""
    line = found.registration
    meeting = line.meeting
    own = line.person.device_id in (None, device)
    now = clock.now()
    planned = parts.of(meeting)
    current = taking(meeting, planned, now) or [parts.at(planned, now)]
    hours = hours_of(meeting.state, current[0].starts_at, current[0].ends_at)
    verdict = decide(Facts(By.PHONE, now, hours, needs_list=meeting.needs_list, listed=line.state))
    shown = passes.pass_of(line, settings, found.code)
    return {
        "meeting": meeting,
        "unit": meeting.unit,
        "line": shown,
        "name": shown.name if own else mask_name(shown.name),
        "own": own,
        "result": verdict.result,
        "lets_in": verdict.lets_in,
        "papers": line.person.kind is not PersonKind.RESIDENT and not settings.is_box and bool(papers_of(meeting)),
        "doorways": [_doorway(line, part, device, settings, may=own and verdict.lets_in) for part in current],
    }


def _doorway(line: Registration, part: Part, device: int, settings: Settings, *, may: bool) -> Doorway:
    first = queries.first_of(line.meeting_id, part.number, line.person_id)
    receipt = ""
    if may and not first:
        key = settings.keys.code
        receipt = receipts.issue(key, line.meeting_id, device, "personal", clock.now(), part.number)
    return Doorway(part, first, receipt)


def done(seen: queries.Shown) -> tuple[str, dict[str, Any]]:
    """The template and its data: the confirmation of a counted check-in, or why there is none and what to do."""
    row = seen.row
    meeting = seen.meeting
    planned = parts.of(meeting)
    part = parts.numbered(planned, row.part) or planned[0]
    facts: dict[str, Any] = {"result": row.result, "meeting": meeting, "unit": meeting.unit, "name": seen.name}
    facts["part"] = part
    first = queries.first_of(meeting.id, row.part, row.person_id) if row.person_id else None
    if first is None or row.result not in (*LETS_IN, Result.ALREADY):
        facts["result"] = Result.UNDONE if row.result in LETS_IN else row.result
        hours = hours_of(meeting.state, part.starts_at, part.ends_at)
        return "attendance/refused.html", facts | {"hours": hours}
    facts |= {"first": first, "stamp": f"{clock.local(first.at):%Y.%m.%d %H:%M}", "topics": topics_of(meeting)}
    facts |= {"place": counts.place_in_hall(meeting.id, row.part, first.id)}
    facts |= {"slots": agenda.slots(meeting, agenda_of(meeting)), "next_part": _next(planned, part)}
    may_move = meeting.tracks_exit and moving.can_move(meeting, queries.get_check_in(first.id))
    away = may_move and row.person_id in counts.away(meeting.id, row.part)
    return "attendance/done.html", facts | {"may_move": may_move, "away": away, "check_in_id": row.id}


def _next(planned: list[Part], part: Part) -> Part | None:
    return parts.numbered(planned, part.number + 1)
