from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.meetings import parts, queries, service
from yiguan.meetings.models import Meeting
from yiguan.meetings.schemas import MeetingIn, MeetingOut, MeetingWholeOut, NewMeetingIn, PostponeIn, ReasonIn
from yiguan.organisation.queries import get_unit
from yiguan.people.gates import require_staff
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version

pages = ApiPages("meetings", "/meetings", description="协商会")


@pages.get("")
def index() -> ResponseReturnValue:
    require_staff(actor())
    view = request.args.get("view", "ahead")
    if view not in queries.VIEWS:
        raise Invalid(fields={"view": [f"请从这几项里选：{'、'.join(queries.VIEWS)}。"]})
    return listing(paginate(queries.in_view(actor(), view)), MeetingOut)


@pages.post("")
@pages.takes(NewMeetingIn)
@pages.gives(MeetingWholeOut, 201)
def create(data: dict[str, Any]) -> dict[str, Any]:
    require_staff(actor())
    unit = get_unit(data.pop("unit"))
    return _whole(service.plan_meeting(actor(), unit, **data))


@pages.get("/<code>")
@pages.gives(MeetingWholeOut)
def show(code: str) -> dict[str, Any]:
    """Everybody may read an announced meeting; staff also what they plan."""
    return _whole(queries.get_meeting(actor(), code) if actor().signed_in else queries.public_meeting(code))


@pages.put("/<code>")
@pages.takes(MeetingIn)
@pages.gives(MeetingWholeOut)
def edit(data: dict[str, Any], code: str) -> dict[str, Any]:
    return _whole(service.edit_meeting(actor(), _mine(code), **data))


@pages.post("/<code>/announce")
@pages.gives(MeetingWholeOut)
def announce(code: str) -> dict[str, Any]:
    return _whole(service.announce_meeting(actor(), _mine(code)))


@pages.post("/<code>/postpone")
@pages.takes(PostponeIn)
@pages.gives(MeetingWholeOut)
def postpone(data: dict[str, Any], code: str) -> dict[str, Any]:
    return _whole(service.postpone_meeting(actor(), _mine(code), **data))


@pages.post("/<code>/cancel")
@pages.takes(ReasonIn)
@pages.gives(MeetingWholeOut)
def cancel(data: dict[str, Any], code: str) -> dict[str, Any]:
    return _whole(service.cancel_meeting(actor(), _mine(code), **data))


@pages.post('/<code>/<any(open,start,adjourn,resume,end,"mark-short"):action>')
@pages.gives(MeetingWholeOut)
def run(code: str, action: str) -> dict[str, Any]:
    return _whole(service.run_meeting(actor(), _mine(code), action.replace("-", "_")))


def _mine(code: str) -> Meeting:
    require_staff(actor())
    meeting = queries.get_meeting(actor(), code)
    match_version(meeting)
    return meeting


def _whole(meeting: Meeting) -> dict[str, Any]:
    facts = {"topics": queries.topics_of(meeting), "agenda": queries.agenda_of(meeting), "parts": parts.of(meeting)}
    return {**vars(meeting), "unit": meeting.unit, **facts}
