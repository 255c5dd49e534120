"""What somebody says for themselves: signs up, comes, does not, asks for leave, gives the seat back."""

from collections.abc import Callable

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting
from yiguan.people.models import Person
from yiguan.registrations import notices, queries, rules, seats, service
from yiguan.registrations.models import Registration
from yiguan.registrations.states import REGISTRATION_FLOW, Door, RegistrationState, Side

S = RegistrationState


def sign_up(
    actor: Actor, meeting: Meeting, person: Person, *, side: Side = Side.RESIDENT, unit_name: str = ""
) -> Registration:
    """A seat, or the end of the waiting list. Who stands on the list already stays where they are."""
    require(rules.can_sign_up(actor, meeting, person.id), "这场会只请了名单上的人。想参加，请打协商站的电话问问。")
    seats.lock(meeting)
    if not rules.is_taking(meeting):
        raise Conflict("现在不能报名了：会议已经开始，或者有了变动。想参加，请打协商站的电话。", code="not_taking")
    seats.move_up(meeting)
    kept = queries.registration_of(meeting.id, person.id)
    if kept is None:
        state, place = seats.seat_or_place(meeting)
        kept = service.make(meeting, person, side, Door.SIGNED_UP, state, place=place, unit_name=unit_name)
        trail.record(kept, "create", by=actor, after=str(state))
    elif kept.state is S.WITHDRAWN:
        _come_back(actor, kept)
    return kept


def accept(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Comes. Who had said no needs a seat again, and there may be none."""
    _own(actor, registration)
    if registration.state in (S.DECLINED, S.ON_LEAVE) and seats.free_seats(registration.meeting) <= 0:
        raise Conflict("您的座位已经让给别人了，现在坐满了。还想来，请打协商站的电话。", code="full")
    registration.reason = note
    trail.move(registration, REGISTRATION_FLOW, "accept", by=actor)
    return registration


def decline(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Does not come; the seat goes to who waits first. Who must come asks for leave instead."""
    _own(actor, registration)
    if registration.required:
        raise Conflict("这场会请您务必到。来不了，请点“请假”，写一句原因。", code="leave_needed")
    registration.reason = note
    return seats.step(actor, registration, "decline")


def ask_leave(actor: Actor, registration: Registration, *, note: str) -> Registration:
    """A reason is needed; the seat stays until leave is granted. Raises Invalid without one."""
    _own(actor, registration)
    if not note:
        raise Invalid(fields={"note": ["请写一句来不了的原因，召集人看了才好准假。"]})
    registration.reason = note
    trail.move(registration, REGISTRATION_FLOW, "ask_leave", by=actor)
    notices.leave_asked(registration)
    return registration


def withdraw(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Gives the seat, or the place in the queue, back."""
    _own(actor, registration)
    registration.reason = note
    return seats.step(actor, registration, "withdraw")


OWN_ACTS: dict[str, Callable[..., Registration]] = {
    "accept": accept,
    "decline": decline,
    "ask_leave": ask_leave,
    "withdraw": withdraw,
}
"""What somebody says for themselves (states.ANSWERS), or a keeper of the list for them."""


def _own(actor: Actor, registration: Registration) -> None:
    require(rules.can_answer(actor, registration))
    seats.lock(registration.meeting, registration)
    if not rules.is_taking(registration.meeting):
        raise Conflict("会议已经开始，或者有了变动，现在不用再答复了。有事请打协商站的电话。", code="not_taking")


def _come_back(actor: Actor, registration: Registration) -> None:
    if registration.removed and not rules.can_manage(actor, registration.meeting):
        raise Conflict("召集人已经把您移出名单。想参加，请打协商站的电话问问。", code="removed")
    state, registration.place = seats.seat_or_place(registration.meeting)
    registration.removed, registration.door, registration.reminded_at = False, Door.SIGNED_UP, clock.now()
    trail.move(registration, REGISTRATION_FLOW, "sign_up" if state is S.REGISTERED else "wait", by=actor)
