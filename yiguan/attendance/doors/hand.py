"""Staff check in a person they see (grade A), or read from a paper list afterwards (grade E)."""

from yiguan.attendance.decide import decide
from yiguan.attendance.facts import By, Facts
from yiguan.attendance.ledger import keys, write
from yiguan.attendance.ledger.rows import row_of
from yiguan.attendance.ledger.write import Outcome
from yiguan.attendance.states import CheckInSource
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import can_run, whom_to_ask
from yiguan.meetings.states import SHUT
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.people.states import Channel


def count_in(
    actor: Actor, meeting: Meeting, person: Person, *, source: CheckInSource, key: str, part: int = 1
) -> Outcome:
    """Checks in a person who already has a row in `people`."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    now = clock.now()
    row = row_of(meeting, key, source, now, part=part, operator=actor.id, is_sample=meeting.is_sample)
    return write.enter(row | {"person_id": person.id}, decide(Facts(By.STAFF, now)))


def check_in(
    actor: Actor,
    meeting: Meeting,
    *,
    name: str,
    phone: str = "",
    source: CheckInSource = CheckInSource.PROXY,
    part: int = 1,
    key: str,
) -> Outcome:
    """Checks in a person without a phone, by name."""
    require(can_run(actor, meeting), whom_to_ask(meeting.unit))
    if meeting.state in SHUT:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不能再登记签到。", code="wrong_state")
    if (kept := keys.by_key(meeting.id, key)) is not None:
        return write.again(kept)
    if parts.numbered(parts.of(meeting), part) is None:
        raise Invalid(fields={"part": ["这场会没有这一段，请重新选。"]})
    person = residents.resident_at_desk(name, phone=phone, channel=Channel.VISIT)
    return count_in(actor, meeting, person, source=source, key=key, part=part)
