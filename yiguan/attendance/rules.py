from datetime import timedelta

from yiguan.attendance.models import CheckIn
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run
from yiguan.meetings.states import BEGUN, MeetingState

HELPER = "helper"
"""The kind of an actor who uses a helper link; the link says what they may do."""
BOX = "box"
"""The kind of a hall box that sends its check-ins; its pack says which meeting it serves."""

OWN_UNDO = timedelta(minutes=15)
"""How long a helper may undo their own scan."""


def can_receive(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may check people in at the check-in desk: runs the meeting, or has a link of this meeting."""
    return can_run(actor, meeting) or (actor.kind == HELPER and actor.extra.get("meeting") == meeting.code)


def can_undo(actor: Actor, meeting: Meeting, scan: CheckIn) -> bool:
    """Whoever runs the meeting undoes any scan; a helper only their own recent ones, until the meeting is closed."""
    own = scan.operator_id == actor.id and clock.now() - scan.at <= OWN_UNDO
    helps = can_receive(actor, meeting) and meeting.state is not MeetingState.CLOSED
    return can_run(actor, meeting) or (helps and own)


def can_vouch(actor: Actor, meeting: Meeting) -> bool:
    """Whether the actor may send scans of phones with their verdicts: runs the meeting, or is its hall box."""
    return can_run(actor, meeting) or (actor.kind == BOX and actor.extra.get("meeting") == meeting.code)


def can_see_names(actor: Actor) -> bool:
    """A helper sees masked names only if the convener allowed it; a box knows its names and is sent none."""
    return actor.kind not in (HELPER, BOX) or actor.extra.get("shown") == "yes"


def takes_paper(meeting: Meeting) -> bool:
    """A paper list can be entered once the meeting has begun, also after it was closed."""
    return meeting.state in BEGUN
