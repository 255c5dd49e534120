from datetime import timedelta

from yiguan.attendance.models import CheckIn
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run
from yiguan.meetings.states import BEGUN, MeetingState

HELPER = "helper"
"""The kind of an actor who came by a day link; what they may do, the link says."""
BOX = "box"
"""The kind of a hall box that sends an evening home; its meeting stands in its pack."""

OWN_UNDO = timedelta(minutes=15)
"""So long a helper may take back what they have just done."""


def can_receive(actor: Actor, meeting: Meeting) -> bool:
    """Check people in at the check-in desk: who runs the meeting, and who was let in by a link of this very meeting."""
    return can_run(actor, meeting) or (actor.kind == HELPER and actor.extra.get("meeting") == meeting.code)


def can_undo(actor: Actor, meeting: Meeting, scan: CheckIn) -> bool:
    """Who runs the meeting, any scan; a helper their own of a moment ago, until the sheet is closed."""
    own = scan.operator_id == actor.id and clock.now() - scan.at <= OWN_UNDO
    helps = can_receive(actor, meeting) and meeting.state is not MeetingState.CLOSED
    return can_run(actor, meeting) or (helps and own)


def can_vouch(actor: Actor, meeting: Meeting) -> bool:
    """Send what phones scanned elsewhere and how it was decided there: who runs the meeting, and its own hall box."""
    return can_run(actor, meeting) or (actor.kind == BOX and actor.extra.get("meeting") == meeting.code)


def can_see_names(actor: Actor) -> bool:
    """A helper sees masked names only where the convener wanted it so; a box knows its own and is told none."""
    return actor.kind not in (HELPER, BOX) or actor.extra.get("shown") == "yes"


def takes_paper(meeting: Meeting) -> bool:
    """A paper list is typed when the meeting has begun to be held, also after it was closed."""
    return meeting.state in BEGUN
