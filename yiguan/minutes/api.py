from typing import Any

from yiguan.meetings.queries import get_meeting
from yiguan.minutes import acts, drafting, queries, wording
from yiguan.minutes.models import Minutes
from yiguan.minutes.schemas import MinutesIn, MinutesOut
from yiguan.people.gates import require_staff
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor, match_version
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform

pages = ApiPages("minutes", "/minutes", description="协商纪要，按会议编号取用")


@pages.get("/<code>")
@pages.gives(MinutesOut)
def show(code: str) -> dict[str, Any]:
    """The minutes and their consensus items."""
    return _out(_found(code))


@pages.put("/<code>")
@pages.takes(MinutesIn)
@pages.gives(MinutesOut)
def save(data: dict[str, Any], code: str) -> dict[str, Any]:
    """Store the draft, new or changed as a whole; send the `version` you read."""
    require_staff(actor())
    meeting = get_meeting(actor(), code)
    minutes = queries.minutes_of(actor(), meeting, lock=True)
    if minutes is None:
        return _out(drafting.open_minutes(actor(), meeting, **data))
    match_version(minutes)
    return _out(perform(acts.EDIT, minutes, by=actor(), **data).record)


def _found(code: str) -> Minutes:
    require_staff(actor())
    return queries.get_minutes(actor(), code)


def _out(minutes: Minutes) -> dict[str, Any]:
    return {
        **wording.draft(minutes, queries.items_of(minutes)),
        "meeting": minutes.meeting.code,
        "state": minutes.state,
        "digest": minutes.digest,
        "confirmed_at": minutes.confirmed_at,
        "version": minutes.version,
    }


act_api(pages, "/<code>", Minutes, find=queries.get_minutes, gives=MinutesOut, give=_out)
