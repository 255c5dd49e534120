from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import CALLED
from yiguan.people.states import CONVENING, DISTRICT_STAFF


def can_run(actor: Actor, meeting: Meeting) -> bool:
    """Make packs and revoke them, and at the box send the evening home: who runs the meeting."""
    return actor.has(*map(str, (*CONVENING, *DISTRICT_STAFF)), path=meeting.unit.path)


def takes_packs(meeting: Meeting) -> bool:
    """Also after the meeting: an old box whose pack ran out is sent home with a new one."""
    return meeting.state in CALLED
