from yiguan.base.errors import require
from yiguan.meetings.queries import get_meeting, planned_for
from yiguan.meetings.rules import whom_to_ask
from yiguan.minutes import acts, drafting, queries, rules
from yiguan.minutes.models import Minutes
from yiguan.minutes.schemas import MinutesIn, MinutesOut, WholeMinutes
from yiguan.web.api import ApiPages, Body, versioned
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform, require_open

pages = ApiPages("minutes", "/minutes", description="协商纪要: the minutes of a meeting, by the code of the meeting.")


@pages.get("/<code>")
@pages.gives(MinutesOut)
def show(code: str) -> WholeMinutes:
    """Show the minutes of a meeting and their consensus items."""
    return _whole(queries.get_minutes(actor(), code))


@pages.put("/<code>")
@pages.takes(versioned(MinutesIn))
@pages.gives(MinutesOut)
def save(body: Body, code: str) -> WholeMinutes:
    """Store the draft, new or changed as a whole; a new one has no `version` yet."""
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting, lock=True)
    if minutes is None:
        require(rules.can_write(actor(), meeting.unit), whom_to_ask(meeting.unit))
        return _whole(drafting.open_minutes(actor(), meeting, **body()))
    require_open(acts.EDIT, minutes, actor())
    match_version(minutes)
    return _whole(perform(acts.EDIT, minutes, by=actor(), **body()).record)


def _whole(minutes: Minutes) -> WholeMinutes:
    return WholeMinutes(minutes, queries.items_of(minutes), planned_for(minutes.meeting))


act_api(pages, "/<code>", Minutes, find=queries.get_minutes, gives=MinutesOut, give=_whole)
