"""个人码 (grade C): the code identifies the person; on another phone it can only be shown at the check-in desk."""

from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts
from yiguan.attendance.hours import hours_of
from yiguan.attendance.ledger import keys, write
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.receipts import Receipt
from yiguan.attendance.states import NO_COOKIE, CheckInSource, Result
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.people import residents
from yiguan.registrations.models import Registration


def check_in(line: Registration, receipt: Receipt, token: str) -> Outcome:
    """The key is looked up before any rule."""
    moment = clock.now()
    meeting = line.meeting
    device = residents.device_id_of(token) if token else None
    kept = keys.by_key(meeting.id, receipt.key)
    if kept is not None:
        return _checked(line, write.again(kept))
    part = parts.numbered(parts.of(meeting), receipt.part)
    if part is None:
        return Outcome(Result.UNKNOWN_CODE)
    facts = Facts(
        By.PHONE,
        moment,
        hours_of(meeting.state, part.starts_at, part.ends_at),
        own=device is None or line.person.device_id in (None, device),
        fresh=receipt.is_fresh(moment) and device in (None, receipt.device),
        needs_list=meeting.needs_list,
        listed=line.state,
    )
    source, sample = CheckInSource.PERSONAL, meeting.is_sample
    row = row_of(meeting, receipt.key, source, moment, part=part.number, device=device, is_sample=sample)
    row |= {"mark": "" if device else NO_COOKIE, "person_id": line.person_id}
    return _checked(line, write.enter(row, decide(facts)))


def _checked(line: Registration, outcome: Outcome) -> Outcome:
    """A key that was answered for another person is a conflict."""
    other = outcome.again and outcome.person_id not in (None, line.person_id)
    return Outcome(Result.CONFLICT) if other else outcome
