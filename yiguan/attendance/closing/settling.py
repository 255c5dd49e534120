"""Settles an unclear scan by saying who it was."""

from yiguan.attendance import known
from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts, Worth
from yiguan.attendance.ledger import write
from yiguan.attendance.ledger.keys import settling_key
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.marks import SETTLE
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CORRECTION, CheckInState, Result
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.meetings.states import MeetingState
from yiguan.people import residents
from yiguan.settings import Settings


def settle(
    actor: Actor, meeting: Meeting, scan: CheckIn, *, person: str = "", name: str = "", settings: Settings
) -> Result:
    """Adds a row that refers to the scan, for a person on the list, a new name, or nobody."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    if scan.meeting_id != meeting.id or scan.state is not CheckInState.UNRESOLVED:
        raise Conflict("这一条不用核对。请刷新看看。", code="wrong_state")
    person_id = _meant(meeting, person, name, settings)
    now = clock.now()
    verdict = decide(Facts(By.STAFF, now, code=Worth.GOOD if person_id else Worth.UNKNOWN))
    row = row_of(meeting, settling_key(scan.id), scan.source, now, part=scan.part, device=scan.device_id)
    row |= {"grade": scan.grade, "operator_id": actor.id, "is_sample": scan.is_sample, "settles_id": scan.id}
    row |= {"device_at": scan.moment, "offset_ms": 0}  # they came when they were scanned, not when they were recognised
    row["mark"] = CORRECTION if meeting.state is MeetingState.CLOSED else ""
    outcome = write.enter(row | {"person_id": person_id}, verdict)
    if outcome.again:
        raise Conflict("这一条刚刚有人核对过了，您的没有存下。请刷新看看。", code="settled")
    trail.record(scan, SETTLE, by=actor, after=str(outcome.result))
    return outcome.result


def _meant(meeting: Meeting, person: str, name: str, settings: Settings) -> int | None:
    if person:
        answer = known.guests_of(meeting, settings.keys).by_person(person)
        if answer.person_id is None:
            raise Invalid(fields={"person": ["名单上没有这个人，请重新选。"]})
        return answer.person_id
    return residents.resident_at_desk(name).id if name else None
