from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.meetings import acts, parts, planning, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.schemas import MeetingIn, MeetingOut, MeetingWholeOut, NewMeetingIn, WholeMeeting
from yiguan.organisation.queries import get_unit
from yiguan.people.gates import require_staff
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform

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
def create(data: dict[str, Any]) -> WholeMeeting:
    require_staff(actor())
    unit = get_unit(data.pop("unit"))
    return _whole(planning.plan_meeting(actor(), unit, **data))


@pages.get("/<code>")
@pages.gives(MeetingWholeOut)
def show(code: str) -> WholeMeeting:
    """Everybody may read an announced meeting; staff also what they plan."""
    return _whole(queries.get_meeting(actor(), code) if actor().signed_in else queries.public_meeting(code))


@pages.put("/<code>")
@pages.takes(MeetingIn)
@pages.gives(MeetingWholeOut)
def edit(data: dict[str, Any], code: str) -> WholeMeeting:
    return _whole(perform(acts.EDIT, _mine(code), by=actor(), **data).record)


def _mine(code: str) -> Meeting:
    require_staff(actor())
    meeting = queries.get_meeting(actor(), code)
    match_version(meeting)
    return meeting


def _whole(meeting: Meeting) -> WholeMeeting:
    return WholeMeeting(meeting, queries.topics_of(meeting), queries.agenda_of(meeting), parts.of(meeting))


act_api(pages, "/<code>", Meeting, find=queries.get_meeting, gives=MeetingWholeOut, give=_whole)
