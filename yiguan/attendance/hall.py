from threading import Lock
from urllib.parse import urlsplit

from cachetools import TTLCache, cached
from flask import Response, json, render_template, request
from flask.typing import ResponseReturnValue

from yiguan.attendance.screen import live
from yiguan.base import clock
from yiguan.base.errors import NotFound, require
from yiguan.meetings import agenda, parts, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.parts import Part
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.settings import settings
from yiguan.web.surfaces import Pages, actor

pages = Pages("attendance", "hall", "/hall")
# Together with the screen's polling interval of 2.5 s (static/attendance/hall.js) this stays below the 3 s of CK-20.
KEPT_S = 0.3


@pages.get("/<code>")
def show(code: str) -> str:
    """The screen of the current part, which switches to the next by itself, or of the chosen part."""
    meeting = _found(code)
    slots = agenda.slots(meeting, queries.agenda_of(meeting))
    planned = parts.of(meeting)
    return render_template(
        "attendance/hall.html",
        meeting=meeting,
        parts=planned,
        chosen=request.args.get("part", type=int),
        short=f"{urlsplit(settings().base_url).netloc}/S/{meeting.unit.code}",
        slots=slots,
        screen=live.screen_of(meeting, _asked(planned), slots, settings()),
    )


@pages.get("/<code>/state")
def state(code: str) -> ResponseReturnValue:
    """The same as JSON, polled every few seconds; the answer is 304 when nothing changed."""
    meeting = _found(code)
    answer = Response(shown(meeting, request.args.get("part")), mimetype="application/json")
    answer.add_etag()
    return answer.make_conditional(request)


@cached(TTLCache(64, KEPT_S), key=lambda meeting, part: (meeting.id, meeting.version, part), lock=Lock())
def shown(meeting: Meeting, part: str | None) -> str:
    """One cached answer for all screens that poll at almost the same time; the caller has checked the rule."""
    slots = agenda.slots(meeting, queries.agenda_of(meeting))
    return json.dumps(live.screen_of(meeting, _asked(parts.of(meeting)), slots, settings()).as_json)


def _found(code: str) -> Meeting:
    meeting = queries.get_meeting(actor(), code)
    require(can_run(actor(), meeting), whom_to_ask(meeting.unit))
    return meeting


def _asked(planned: list[Part]) -> Part:
    """The part that `?part=2` names, for a visit that runs late; else the current one. Raises NotFound."""
    number = request.args.get("part", type=int)
    found = parts.at(planned, clock.now()) if number is None else parts.numbered(planned, number)
    if found is None:
        raise NotFound("这场会没有这一段。请回到这场会，重新打开大屏。")
    return found
