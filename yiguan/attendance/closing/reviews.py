"""Reviews of bursts: a burst is approved, or all its check-ins are undone."""

from yiguan.attendance import queries
from yiguan.attendance.closing import bursts
from yiguan.attendance.ledger import undoing
from yiguan.attendance.marks import APPROVE
from yiguan.attendance.models import BurstReview
from yiguan.attendance.states import BurstKind
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.store.db import db


def approve_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int) -> None:
    """Approves a burst, for example family and neighbours with one phone."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    burst = _burst(meeting, kind, subject)
    known = [r for r in queries.reviews_of(meeting.id) if (r.kind, r.subject) == (kind, subject)]
    review = known[0] if known else BurstReview(meeting_id=meeting.id, kind=kind, subject=subject)
    review.size = burst.size
    review.at = clock.now()
    review.is_sample = meeting.is_sample
    db.session.add(review)
    trail.record(review, APPROVE, by=actor, note=bursts.title_of(burst))


def undo_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int, reason: str, note: str) -> int:
    """Undoes all check-ins of a burst with one reason and returns their number; the people can check in again."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    rows = _burst(meeting, kind, subject).rows
    for row in rows:
        undoing.undo(actor, meeting, row, reason=reason, note=note)
    return len(rows)


def _burst(meeting: Meeting, kind: BurstKind, subject: int) -> bursts.Burst:
    found = [burst for burst in bursts.bursts_of(meeting) if (burst.kind, burst.subject) == (kind, subject)]
    if not found:
        raise Conflict("这一条已经处理过了。请刷新看看。", code="settled")
    return found[0]
