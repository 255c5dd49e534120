"""核定: closes a meeting and stores its current figures."""

from yiguan.attendance import queries
from yiguan.attendance.closing import figures
from yiguan.attendance.models import Sheet
from yiguan.attendance.reception_schemas import CloseIn
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.act import NOBODY, Act, Said, Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import asks_the_unit, can_run
from yiguan.meetings.states import TO_CLOSE, MeetingState
from yiguan.store.db import db


def _write_down(actor: Actor, meeting: Meeting, *, anyway: bool = False) -> Trace:
    """Raises Conflict while a scan is unclear, or a device reports scans it has not sent; `anyway` closes without
    those, and they become dated corrections when they arrive.
    """
    balance = figures.balance_of(meeting)
    if waiting := balance.total.states[str(CheckInState.UNRESOLVED)]:
        raise Conflict(f"还有{waiting}条签到没有核对清楚，会议没有核定。请先一条一条核对。", code="unresolved")
    absent = "；".join(f"{line.label}还有{line.missing}条没送到" for line in balance.missing)
    if absent and not anyway:
        raise Conflict(f"{absent}，会议没有核定。请先把那台设备连上网。", code="unsynced")
    note = _told(balance.total) + (f"核定时{absent}。" if absent else "")
    sheet = Sheet(meeting_id=meeting.id, at=clock.now(), closed_by=actor.id, note=note, figures=balance.as_json())
    sheet.is_sample = meeting.is_sample
    db.session.add(sheet)
    return Trace(note=note)


def _told(total: figures.Line) -> str:
    told = "、".join(f"{state.label}{total.states[str(state)]}" for state in CheckInState if total.states[str(state)])
    return f"签到共{total.scans}条：{told or '没有人签到'}。"


CLOSE = Act(
    record=Meeting,
    name="close",
    label="核定",
    summary="Write the figures of the meeting down as they are now.",
    sources=TO_CLOSE,
    target=MeetingState.CLOSED,
    may=can_run,
    refusal=asks_the_unit,
    takes=CloseIn,
    locks=queries.hold,
    does=_write_down,
    said=Said("核定"),
    tells=NOBODY,
    on=(),
    api=False,
)
