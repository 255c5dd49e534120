"""离开和回来, said on one's own phone (CK-14). A move is a scan like any other."""

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
    """Whether it is worth saying: the meeting records it, it goes on, and the person is counted."""
    return meeting.tracks_exit and meeting.state in TO_COME and check_in.state is CheckInState.COUNTED


def move(meeting: Meeting, check_in: CheckIn, way: Way, *, key: str) -> Outcome:
    """Somebody says on the phone that checked them in that they leave, or are back. Raises Conflict.

    The caller has proved that the check-in is this phone's. The same key again is the same answer.
    """
    if not can_move(meeting, check_in) or way not in MOVES:
        raise Conflict("这场会不用记离开和回来，或者已经散会了。什么都没有改。", code="wrong_state")
    now, device = clock.now(), check_in.device_id
    row = row_of(meeting.id, key, CheckInSource.PERSONAL, now, part=check_in.part, device=device)
    row |= {"person_id": check_in.person_id, "is_sample": check_in.is_sample}
    return write.enter(row, decide(Facts(By.PHONE, now, way=way)))
