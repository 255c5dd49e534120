"""离开和回来: who is in the room now, where the meeting wants to know (CK-14). A move is a scan like any other."""

from yiguan.base import clock
from yiguan.base.errors import Conflict
from yiguan.checkin import queries
from yiguan.checkin.models import CheckIn
from yiguan.checkin.service import Outcome
from yiguan.checkin.states import MOVES, CheckInSource, CheckInState, Grade, Way
from yiguan.checkin.storing import insert_row, row_of
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import TO_COME
from yiguan.store.db import db


def can_move(meeting: Meeting, check_in: CheckIn) -> bool:
    """Whether it is worth saying: the meeting records it, it goes on, and the person is counted."""
    return meeting.tracks_exit and meeting.state in TO_COME and check_in.state is CheckInState.COUNTED


def move(meeting: Meeting, check_in: CheckIn, way: Way, *, key: str) -> Outcome:
    """Somebody says on the phone that checked them in that they leave, or are back. Raises Conflict.

    The caller has proved that the check-in is this phone's. The same key again is the same answer.
    """
    if not can_move(meeting, check_in) or way not in MOVES:
        raise Conflict("这场会不用记离开和回来，或者已经散会了。什么都没有改。", code="wrong_state")
    row = row_of(meeting.id, key, CheckInSource.PERSONAL, Grade.C, clock.now(), part=check_in.part)
    row |= {"device_id": check_in.device_id, "person_id": check_in.person_id, "is_sample": check_in.is_sample}
    result = MOVES[way]
    number = insert_row(row | {"state": CheckInState.MOVED, "result": result})
    if number is None:
        kept = db.session.execute(queries.BY_KEY, {"meeting": meeting.id, "key": key}).one()
        return Outcome(queries.get_check_in(kept.id).result, kept.id)
    return Outcome(result, number)
