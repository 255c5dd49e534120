"""Undoing a check-in: the row stays with another state, and checking in again adds a new row."""

from yiguan.attendance import queries, rules
from yiguan.attendance.models import CheckIn, Undoing
from yiguan.attendance.schemas import UndoIn
from yiguan.attendance.states import CheckInState
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import NOBODY, Act, Said, Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.organisation.models import Reason
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db
from yiguan.workflow.perform import perform

NOT_YOURS = "只能撤销自己在 15 分钟以内签的；人数核定以后，也不能再撤。这一条没有动，请告诉召集人。"


def may_undo(actor: Actor, scan: CheckIn) -> bool:
    """A helper undoes their own recent check-ins, staff any."""
    return rules.can_undo(actor, queries.meeting_of(scan), scan)


def _hold(scan: CheckIn) -> None:
    """Waits for a sheet that is being closed, and for whoever takes the same scan back."""
    db.session.refresh(queries.meeting_of(scan), ["state", "version"], with_for_update={"read": True})
    db.session.refresh(scan, ["state"], with_for_update={"key_share": True})


def _note(actor: Actor, scan: CheckIn, *, reason: Reason, note: str = "") -> Trace:
    _add_row(scan, reason.code)
    return Trace(note=note or reason.label)


def _add_row(scan: CheckIn, reason: str) -> None:
    undoing = Undoing(check_in_id=scan.id, year=scan.year, at=clock.now(), reason=reason)
    undoing.is_sample = scan.is_sample
    db.session.add(undoing)


UNDO = Act(
    record=CheckIn,
    name="undo",
    label="撤销签到",
    summary="Take a check-in back; the row stays and says so.",
    sources=(CheckInState.COUNTED,),
    target=CheckInState.UNDONE,
    may=may_undo,
    refusal=NOT_YOURS,
    takes=UndoIn,
    reason=ReasonKind.CHECKIN_UNDO,
    locks=_hold,
    does=_note,
    said=Said("撤销签到"),
    tells=NOBODY,
    on=(),
    api=False,
)


def undo(actor: Actor, meeting: Meeting, scan: CheckIn, *, reason: str, note: str = "") -> None:
    """For somebody who runs the meeting."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    perform(UNDO, scan, by=actor, reason=reason, note=note)


def take_back(actor: Actor, scan: CheckIn, *, reason: str, note: str) -> None:
    """Applies an undoing made on a hall box, with a reason of its own list. Raises Conflict unless the scan counts."""
    _hold(scan)
    UNDO.require_open(scan.state)
    _add_row(scan, reason)
    trail.write(scan, UNDO, by=actor, trace=Trace(), reason=reason, note=note)
