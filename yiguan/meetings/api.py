from sqlalchemy import Select

from yiguan.base.errors import require
from yiguan.meetings import acts, co_hosts, parts, planning, queries, rules
from yiguan.meetings.models import Meeting
from yiguan.meetings.schemas import MeetingIn, MeetingOut, MeetingsIn, MeetingWholeOut, NewMeetingIn, WholeMeeting
from yiguan.organisation.queries import get_unit
from yiguan.web.api import ApiPages, Body, read_query, versioned
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api, current
from yiguan.workflow.perform import perform

pages = ApiPages("meetings", "/meetings", description="协商会: the plan of a meeting, and its course.")


@pages.get("")
@pages.lists(MeetingOut, MeetingsIn)
def index() -> Select[Meeting]:
    """List the meetings within reach: those ahead the next one first, those held or cancelled the latest first."""
    return queries.in_view(actor(), read_query(MeetingsIn)["view"])


@pages.post("")
@pages.takes(NewMeetingIn)
@pages.gives(MeetingWholeOut, 201)
def create(body: Body) -> WholeMeeting:
    """Plan a meeting of a unit."""
    require(rules.can_plan_somewhere(actor()))
    data = body()
    unit = get_unit(data.pop("unit"))
    return _whole(planning.plan_meeting(actor(), unit, **data))


@pages.get("/<code>")
@pages.gives(MeetingWholeOut)
@pages.open
def show(code: str) -> WholeMeeting:
    """Show a meeting: to everybody once it is announced, to staff also while they plan it."""
    return _whole(queries.get_meeting(actor(), code) if actor().signed_in else queries.public_meeting(code))


@pages.put("/<code>")
@pages.takes(versioned(MeetingIn))
@pages.gives(MeetingWholeOut)
def edit(body: Body, code: str) -> WholeMeeting:
    """Replace the whole plan of a meeting."""
    meeting = current(acts.EDIT, queries.get_meeting, code)
    return _whole(perform(acts.EDIT, meeting, by=actor(), **body()).record)


def _whole(meeting: Meeting) -> WholeMeeting:
    together = co_hosts.of(meeting)
    return WholeMeeting(meeting, together, queries.planned_for(meeting), queries.agenda_of(meeting), parts.of(meeting))


act_api(pages, "/<code>", Meeting, find=queries.get_meeting, gives=MeetingWholeOut, give=_whole)
