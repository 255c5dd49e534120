"""The acts at the desk besides scanning: devices, settling, looking at bursts, closing."""

from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite

from yiguan.attendance import desk_queries, known, rules
from yiguan.attendance.closing import bursts, figures
from yiguan.attendance.doors import hand, storing
from yiguan.attendance.models import BurstReview, CheckIn, DeskDevice, Sheet
from yiguan.attendance.states import CORRECTION, BurstKind, CheckInState, Result
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run
from yiguan.meetings.states import MEETING_FLOW, MeetingState
from yiguan.people import new_phone, residents
from yiguan.people.models import Person, PhoneMove
from yiguan.settings import Settings
from yiguan.store.db import db

NOT_YOURS = "只能撤销自己在 15 分钟以内签的；人数核定以后，也不能再撤。这一条没有动，请告诉召集人。"


def keep_device(actor: Actor, meeting: Meeting, code: str, made: int) -> int:
    """The device's number; its own count of scans only ever rises. Two batches of one device take turns here."""
    if found := _count_up(actor, meeting, code, made):
        return found
    make = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = clock.now()
    values = {"meeting_id": meeting.id, "code": code, "operator_id": actor.id, "made": made, "at": now, "seen_at": now}
    values |= {"is_box": actor.kind == rules.BOX, "is_sample": meeting.is_sample}
    new = make(DeskDevice).values(**values).on_conflict_do_nothing()
    if db.session.scalar(new.returning(DeskDevice.id)):
        trail.record("desk_device", "join", by=actor, note=code)
    return _count_up(actor, meeting, code, made) or 0


def _count_up(actor: Actor, meeting: Meeting, code: str, made: int) -> int | None:
    more = case((DeskDevice.made < made, made), else_=DeskDevice.made)
    change = update(DeskDevice).where(DeskDevice.meeting_id == meeting.id, DeskDevice.code == code)
    change = change.values(made=more, seen_at=clock.now(), operator_id=actor.id)
    found: int | None = db.session.scalar(change.returning(DeskDevice.id))
    return found


def settle(
    actor: Actor, meeting: Meeting, scan: CheckIn, *, person: str = "", name: str = "", settings: Settings
) -> Result:
    """Says who an unclear scan was: somebody of the list, a new name, or nobody. A new row that points to the scan."""
    require(can_run(actor, meeting))
    if scan.meeting_id != meeting.id or scan.state is not CheckInState.UNRESOLVED:
        raise Conflict("这一条不用核对。请刷新看看。", code="wrong_state")
    person_id, state, result = _decided(meeting, person, name, settings)
    row = {"meeting_id": meeting.id, "part": scan.part, "key": f"settle-{scan.id}", "source": scan.source}
    row |= {"grade": scan.grade, "at": clock.now(), "device_id": scan.device_id, "operator_id": actor.id}
    row |= {"device_at": scan.moment, "offset_ms": 0}  # they came when they were scanned, not when somebody knew them
    row |= {"settles_id": scan.id, "is_sample": scan.is_sample, "person_id": person_id}
    row["mark"] = CORRECTION if meeting.state is MeetingState.CLOSED else ""
    new = storing.insert_rows([row | {"state": state, "result": result}])
    if not new and desk_queries.by_keys(meeting.id, [f"settle-{scan.id}"]):
        raise Conflict("这一条刚刚有人核对过了，您的没有存下。请刷新看看。", code="settled")
    if not new:
        result = Result.ALREADY
        storing.insert_rows([row | {"state": CheckInState.DUPLICATE, "result": result}])
    trail.record(scan, "settle", by=actor, after=str(result))
    return result


def _decided(meeting: Meeting, person: str, name: str, settings: Settings) -> tuple[int | None, CheckInState, Result]:
    if person:
        answer = known.guests_of(meeting, settings.keys).by_person(person)
        if answer.person_id is None:
            raise Invalid(fields={"person": ["名单上没有这个人，请重新选。"]})
        return answer.person_id, CheckInState.COUNTED, Result.OK
    if name:
        return residents.resident_at_desk(name).id, CheckInState.COUNTED, Result.OK
    return None, CheckInState.REFUSED, Result.UNKNOWN_CODE


def undo(actor: Actor, meeting: Meeting, scan: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """Takes back a scan at the desk, say of a wrong person tapped; the row stays, coming again is a new one."""
    require(rules.can_undo(actor, meeting, scan), NOT_YOURS)
    return hand.take_back(actor, scan, reason=reason, note=note)


def offer_new_phone(actor: Actor, meeting: Meeting, person: Person) -> PhoneMove:
    """换了手机: a code with which somebody who came, or is expected, takes what is theirs to another phone."""
    require(can_run(actor, meeting))
    return new_phone.offer(actor, person)


def approve_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int) -> None:
    """Somebody looked and found it right: family and neighbours with one phone."""
    require(can_run(actor, meeting))
    burst = _burst(meeting, kind, subject)
    known = [r for r in desk_queries.reviews_of(meeting.id) if (r.kind, r.subject) == (kind, subject)]
    review = known[0] if known else BurstReview(meeting_id=meeting.id, kind=kind, subject=subject)
    review.size, review.at, review.is_sample = burst.size, clock.now(), meeting.is_sample
    db.session.add(review)
    trail.record(review, "approve", by=actor, note=bursts.title_of(burst))


def undo_burst(actor: Actor, meeting: Meeting, *, kind: BurstKind, subject: int, reason: str, note: str) -> int:
    """Takes all of them back with one reason; whoever was there can be checked in again. How many it were."""
    require(can_run(actor, meeting))
    rows = _burst(meeting, kind, subject).rows
    for row in rows:
        hand.undo(actor, meeting, row, reason=reason, note=note)
    return len(rows)


def _burst(meeting: Meeting, kind: BurstKind, subject: int) -> bursts.Burst:
    found = [burst for burst in bursts.bursts_of(meeting) if (burst.kind, burst.subject) == (kind, subject)]
    if not found:
        raise Conflict("这一条已经处理过了。请刷新看看。", code="settled")
    return found[0]


def close_meeting(actor: Actor, meeting: Meeting, *, anyway: bool = False) -> Sheet:
    """核定: the figures are written down as they are now. Raises Conflict while a scan waits to be settled, or a device
    says it has scans it did not send; `anyway` closes without it, later scans land as dated corrections."""
    require(can_run(actor, meeting))
    desk_queries.hold(meeting.id)
    balance = figures.balance_of(meeting)
    if waiting := balance.total.states[str(CheckInState.UNRESOLVED)]:
        raise Conflict(f"还有{waiting}条签到没有核对清楚，会议没有核定。请先一条一条核对。", code="unresolved")
    absent = "；".join(f"{line.label}还有{line.missing}条没送到" for line in balance.missing)
    if absent and not anyway:
        raise Conflict(f"{absent}，会议没有核定。请先把那台设备连上网。", code="unsynced")
    scans = balance.total
    told = "、".join(f"{state.label}{scans.states[str(state)]}" for state in CheckInState if scans.states[str(state)])
    note = f"签到共{scans.scans}条：{told or '没有人签到'}。" + (f"核定时{absent}。" if absent else "")
    trail.move(meeting, MEETING_FLOW, "close", by=actor, note=note)
    sheet = Sheet(meeting_id=meeting.id, at=clock.now(), closed_by=actor.id, note=note, figures=balance.as_json())
    sheet.is_sample = meeting.is_sample
    db.session.add(sheet)
    return sheet
