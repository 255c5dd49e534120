"""离开和回来, reported on the person's own phone (CK-14). A move is stored like any scan."""

from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts
from yiguan.attendance.ledger import write
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import MOVES, CheckInSource, CheckInState, Way
from yiguan.base import clock
from yiguan.base.errors import Conflict
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TO_COME


def can_move(meeting: Meeting, check_in: CheckIn) -> bool:
    """Whether a move can be recorded: the meeting tracks it and has not ended, and the person is counted."""
    return meeting.tracks_exit and meeting.state in TO_COME and check_in.state is CheckInState.COUNTED


def move(meeting: Meeting, check_in: CheckIn, way: Way, *, key: str) -> Outcome:
    """Records that a person leaves or returns. Raises Conflict.

    The caller has checked that this phone made the check-in. The same key gets the same answer again.
    """
    if not can_move(meeting, check_in) or way not in MOVES:
        raise Conflict("这场会不用记离开和回来，或者已经散会了。什么都没有改。", code="wrong_state")
    now = clock.now()
    row = row_of(meeting, key, CheckInSource.PERSONAL, now, part=check_in.part, device=check_in.device_id)
    row |= {"person_id": check_in.person_id, "is_sample": check_in.is_sample}
    return write.enter(row, decide(Facts(By.PHONE, now, way=way)))
