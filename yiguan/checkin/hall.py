from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from yiguan.checkin import policy, screen
from yiguan.kernel.errors import require
from yiguan.kernel.web import Pages, actor, settings
from yiguan.meetings import agenda, queries
from yiguan.meetings.models import Meeting

pages = Pages("checkin", "hall", "/hall")


@pages.get("/<code>")
def show(code: str) -> str:
    meeting = _opened(code)
    slots = agenda.slots(meeting, queries.agenda_of(meeting))
    return render_template(
        "checkin/hall.html", meeting=meeting, slots=slots, screen=screen.screen_of(meeting, slots, settings())
    )


@pages.get("/<code>/state")
def state(code: str) -> ResponseReturnValue:
    """The same as JSON, polled every few seconds; unchanged it costs a 304 and no held connection."""
    meeting = _opened(code)
    slots = agenda.slots(meeting, queries.agenda_of(meeting))
    answer = jsonify(screen.screen_of(meeting, slots, settings()).as_json)
    answer.add_etag()
    return answer.make_conditional(request)


def _opened(code: str) -> Meeting:
    meeting = queries.get_meeting(actor(), code)
    require(policy.can_keep_door(actor(), meeting))
    return meeting
