from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.people.states import CONVENING, DISTRICT_STAFF


def can_keep_door(actor: Actor, meeting: Meeting) -> bool:
    """Check people in by hand, undo, open the hall's screen, close the sheet: who runs the meeting."""
    return actor.has(*map(str, (*CONVENING, *DISTRICT_STAFF)), path=meeting.unit.path)
