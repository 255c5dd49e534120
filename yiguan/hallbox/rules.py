from yiguan.meetings.models import Meeting
from yiguan.meetings.states import CALLED


def takes_packs(meeting: Meeting) -> bool:
    """Packs can be made after the meeting too, for a box whose pack has expired."""
    return meeting.state in CALLED
