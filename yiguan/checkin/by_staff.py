"""Checking in whom a helper sees or a paper names, and taking a check-in back."""

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.checkin import queries, rules
from yiguan.checkin.models import CheckIn
from yiguan.checkin.service import Outcome, store
from yiguan.checkin.states import CHECK_IN_FLOW, CheckInSource, Grade, Result
from yiguan.checkin.storing import row_of
from yiguan.meetings import parts
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import SHUT
from yiguan.organisation.queries import get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.people import residents
from yiguan.people.models import Person
from yiguan.people.states import Channel
from yiguan.store.db import db


def count_in(
    actor: Actor, meeting: Meeting, person: Person, *, source: CheckInSource, key: str, part: int = 1
) -> Outcome:
    """Somebody whom a helper sees and checks in (grade A), or who is entered from paper (grade E)."""
    require(rules.can_keep_door(actor, meeting))
    grade = Grade.E if source is CheckInSource.PAPER else Grade.A
    row = row_of(meeting.id, key, source, grade, clock.now(), part=part, operator=actor.id)
    return store(row | {"person_id": person.id, "is_sample": meeting.is_sample}, Result.OK)


def check_in_at_desk(
    actor: Actor,
    meeting: Meeting,
    *,
    name: str,
    phone: str = "",
    source: CheckInSource = CheckInSource.PROXY,
    part: int = 1,
    key: str,
) -> Outcome:
    """Somebody without a phone, typed by a helper who sees them, or afterwards from the paper list."""
    require(rules.can_keep_door(actor, meeting))
    if meeting.state in SHUT:
        raise Conflict(f"这场会现在是“{meeting.state.label}”，不能再登记签到。", code="wrong_state")
    kept = db.session.execute(queries.BY_KEY, {"meeting": meeting.id, "key": key}).first()
    if kept is not None:
        return Outcome(queries.get_check_in(kept.id).result, kept.id)
    if parts.numbered(parts.of(meeting), part) is None:
        raise Invalid(fields={"part": ["这场会没有这一段，请重新选。"]})
    person = residents.resident_at_desk(name, phone=phone, channel=Channel.VISIT)
    return count_in(actor, meeting, person, source=source, key=key, part=part)


def undo(actor: Actor, meeting: Meeting, check_in: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """Takes a check-in back; the row stays and says so, coming again is a new row."""
    require(rules.can_keep_door(actor, meeting))
    return take_back(actor, check_in, reason=reason, note=note)


def take_back(actor: Actor, check_in: CheckIn, *, reason: str, note: str = "") -> CheckIn:
    """The same for the desk, whose own policy has let the actor."""
    listed = get_reason(ReasonKind.CHECKIN_UNDO, reason)
    trail.move(check_in, CHECK_IN_FLOW, "undo", by=actor, reason=reason, note=note or listed.label)
    return check_in
