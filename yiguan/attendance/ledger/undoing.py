"""Taking a scan back: the row stays and says so, coming again is a new row."""

from yiguan.attendance import rules
from yiguan.attendance.models import CheckIn, Undoing
from yiguan.attendance.states import CHECK_IN_FLOW
from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run
from yiguan.organisation.queries import get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

NOT_YOURS = "只能撤销自己在 15 分钟以内签的；人数核定以后，也不能再撤。这一条没有动，请告诉召集人。"


def undo(actor: Actor, meeting: Meeting, scan: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    require(can_run(actor, meeting))
    return _for_a_listed_reason(actor, scan, reason, note)


def undo_at_reception(actor: Actor, meeting: Meeting, scan: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """Say of a wrong person tapped: a helper takes back their own of a moment ago."""
    require(rules.can_undo(actor, meeting, scan), NOT_YOURS)
    return _for_a_listed_reason(actor, scan, reason, note)


def _for_a_listed_reason(actor: Actor, scan: CheckIn, reason: str, note: str) -> CheckIn:
    listed = get_reason(ReasonKind.CHECKIN_UNDO, reason)
    take_back(actor, scan, reason=reason, note=note or listed.label)
    return scan


def take_back(actor: Actor, scan: CheckIn, *, reason: str, note: str) -> None:
    """Raises Conflict unless the scan counts. A hall box had its reason from its own list."""
    entry = trail.move(scan, CHECK_IN_FLOW, "undo", by=actor, reason=reason, note=note)
    db.session.add(Undoing(check_in_id=scan.id, at=entry.at, reason=reason, is_sample=scan.is_sample))
