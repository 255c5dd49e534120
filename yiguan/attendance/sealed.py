"""What of this slice's tables is sealed (audit/seals.py) or watched (audit/watch.py).

A check-in is its own audit: it is sealed by the worker, so that a tap writes nothing more. Its state may change once,
to undone, and a watched row of `undoing` explains that.
"""

from collections.abc import Iterator

from sqlalchemy import and_, exists, or_, select

from yiguan.attendance.models import (
    BurstReview,
    CheckIn,
    HelperLink,
    LinkUse,
    PaperList,
    ReceptionDevice,
    Sheet,
    Thanks,
    Undoing,
)
from yiguan.attendance.states import LETS_IN, MOVES, CheckInState, Result
from yiguan.audit.seals import Row, register
from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.store.db import db

S = CheckInState
CHECK_IN = columns("id", "meeting_id", "part", "person_id", "result", "source", "grade", "key", "at", "device_id",
                   "operator_id", "device_at", "offset_ms", "counter", "settles_id", "mark", "is_sample")  # fmt: skip
HELPER_LINK = columns("id", "meeting_id", "token_hash", "pin_hash", "shown", "at", "until", "revoked_at", "is_sample")
SHEET = columns("id", "meeting_id", "at", "closed_by", "note", "figures", "is_sample")


def _before_undoing(row: Row) -> Row:
    return {**row, "state": str(S.COUNTED)} if row["state"] == str(S.UNDONE) else row


WITH_STATE = CHECK_IN | columns("state")
WITH_YEAR = WITH_STATE | columns("year")
AS = columns("as_kind", "as_unit_id", "as_sector")
register(
    "check_in",
    CheckIn,
    {1: CHECK_IN, 2: WITH_STATE, 3: WITH_YEAR, 4: WITH_YEAR | AS},
    earlier=_before_undoing,
)
UNDOING = columns("id", "check_in_id", "at", "reason", "is_sample")
watch(Undoing, {1: Shape(UNDOING), 2: Shape(UNDOING | columns("year"))})
watch(Thanks, {1: Shape(columns("id", "meeting_id", "at", "is_sample"))})
watch(HelperLink, {1: Shape(HELPER_LINK)}, apart={"failures": "counts failed tries; the trail has an entry of each"})
watch(LinkUse, {1: Shape(columns("id", "link_id", "person_id", "at", "is_sample"))})
watch(Sheet, {1: Shape(SHEET)})
watch(BurstReview, {1: Shape(columns("id", "meeting_id", "kind", "subject", "size", "at", "is_sample"))})
watch(PaperList, {1: Shape(columns("id", "meeting_id", "attachment_id", "people", "at", "is_sample"))})
leave(ReceptionDevice, "a device's own counter of its scans; each scan is sealed")

RESULTS = {
    S.COUNTED: LETS_IN,
    S.UNDONE: LETS_IN,
    S.MOVED: tuple(MOVES.values()),
    S.DUPLICATE: (Result.ALREADY,),
    S.UNRESOLVED: (Result.STORED_UNRESOLVED, Result.CONFLICT),
}
"""State → the results with which it is stored; every other result is a refusal. Seals before version 2 cover the
result and not the state.
"""


def states() -> Iterator[str]:
    """The state follows from the sealed result and the row of its undoing."""
    told = tuple(result for results in RESULTS.values() for result in results)
    fits = [and_(CheckIn.state == state, CheckIn.result.in_(results)) for state, results in RESULTS.items()]
    right = or_(*fits, and_(CheckIn.state == S.REFUSED, CheckIn.result.not_in(told)))
    for number in db.session.scalars(select(CheckIn.id).where(~right).order_by(CheckIn.id)):
        yield f"check_in {number}：状态和签到时的结果对不上，被改动过。"
    undone = exists().where(Undoing.check_in_id == CheckIn.id)
    unexplained = or_(and_(CheckIn.state == S.UNDONE, ~undone), and_(CheckIn.state != S.UNDONE, undone))
    for number in db.session.scalars(select(CheckIn.id).where(unexplained).order_by(CheckIn.id)):
        yield f"check_in {number}：状态和撤销的记录对不上，被改动过。"


CHECKS = (states,)
