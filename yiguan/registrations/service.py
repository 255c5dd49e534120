"""The acts on a meeting's list. Seats are given one at a time, behind a lock on the meeting's row."""

from collections.abc import Callable
from typing import Any

from yiguan.audit import trail
from yiguan.kernel import clock
from yiguan.kernel.actor import SYSTEM, Actor
from yiguan.kernel.db import db
from yiguan.kernel.errors import Conflict, Invalid, require
from yiguan.kernel.text import mask_name
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.registrations import codes, notices, policy, queries
from yiguan.registrations.models import Registration
from yiguan.registrations.states import REGISTRATION_FLOW, Door, RegistrationState, Side

S = RegistrationState


def sign_up(
    actor: Actor, meeting: Meeting, person: Person, *, side: Side = Side.RESIDENT, unit_name: str = ""
) -> Registration:
    """A seat, or the end of the waiting list. Who stands on the list already stays where they are."""
    require(policy.can_sign_up(actor, meeting, person.id), "这场会只请了名单上的人。想参加，请打协商站的电话问问。")
    lock(meeting)
    if not policy.is_taking(meeting):
        raise Conflict("现在不能报名了：会议已经开始，或者有了变动。想参加，请打协商站的电话。", code="not_taking")
    _move_up(meeting)
    kept = queries.registration_of(meeting.id, person.id)
    if kept is None:
        state, place = _seat_or_place(meeting)
        kept = make(meeting, person, side, Door.SIGNED_UP, state, place=place, unit_name=unit_name)
        trail.record(kept, "create", by=actor, after=str(state))
    elif kept.state is S.WITHDRAWN:
        _come_back(actor, kept)
    return kept


def accept(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Comes. Who had said no needs a seat again, and there may be none."""
    _own(actor, registration)
    if registration.state in (S.DECLINED, S.ON_LEAVE) and _free(registration.meeting) <= 0:
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
    return _step(actor, registration, "decline")


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
    return _step(actor, registration, "withdraw")


OWN_ACTS: dict[str, Callable[..., Registration]] = {
    "accept": accept,
    "decline": decline,
    "ask_leave": ask_leave,
    "withdraw": withdraw,
}
"""What somebody says for themselves (states.ANSWERS), or a keeper of the list for them."""


def grant_leave(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """准假: the seat goes to who waits first."""
    _decide(actor, registration, "grant_leave", note)
    notices.leave_decided(registration, note, granted=True)
    return registration


def refuse_leave(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """The convener asks the person to come after all; the invitation stands as before."""
    _decide(actor, registration, "refuse_leave", note)
    notices.leave_decided(registration, note, granted=False)
    return registration


def _decide(actor: Actor, registration: Registration, action: str, note: str) -> None:
    require(policy.can_manage(actor, registration.meeting))
    require(actor.id != registration.person_id, "自己的假不能自己批。请另一位召集人或办公室来批。")
    lock(registration.meeting, registration)
    _step(actor, registration, action, note)


def remove(actor: Actor, registration: Registration, *, note: str) -> Registration:
    """Off the list, and not back by themselves; the personal code is void. Raises Invalid without a word why."""
    require(policy.can_manage(actor, registration.meeting))
    if not note:
        raise Invalid(fields={"note": ["请写一句原因，本人会看到。"]})
    lock(registration.meeting, registration)
    registration.removed, registration.epoch = True, registration.epoch + 1
    _step(actor, registration, "remove", note)
    notices.removed(registration, note)
    return registration


def invite_again(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Back on the list as one invited; with a code of a new epoch, if the old one was void."""
    require(policy.can_manage(actor, registration.meeting))
    lock(registration.meeting, registration)
    require_seats(registration.meeting, 1)
    registration.removed, registration.door, registration.told_at = False, Door.INVITED, None
    trail.move(registration, REGISTRATION_FLOW, "invite_again", by=actor, note=note)
    tell_invited(registration)
    return registration


def renew_code(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """A new personal code; the old one, lost or passed on, is void and says so."""
    require(policy.can_manage(actor, registration.meeting))
    registration.epoch += 1
    trail.record(registration, "renew_code", by=actor, note=note)
    return registration


STAFF_ACTS: dict[str, Callable[..., Registration]] = {
    "grant_leave": grant_leave,
    "refuse_leave": refuse_leave,
    "remove": remove,
    "invite_again": invite_again,
    "renew_code": renew_code,
}
"""What whoever runs the meeting decides."""


def set_seats(actor: Actor, meeting: Meeting, *, capacity: int) -> Meeting:
    """More seats, and who waits moves up at once. Raises Invalid when more are taken than would be left."""
    require(policy.can_manage(actor, meeting))
    lock(meeting)
    taken = queries.numbers(meeting.id).taken
    if capacity < taken:
        raise Invalid(fields={"capacity": [f"已经有{taken}个座位给了人，座位数不能比这少。"]})
    before, meeting.capacity = meeting.capacity, capacity
    trail.record(meeting, "set_seats", by=actor, before=str(before), after=str(capacity))
    _move_up(meeting)
    return meeting


def shown_name(person: Person) -> str:
    """As staff see it on a list: members and staff by name, a resident masked."""
    name = vault.name_of(person)
    return mask_name(name) if person.kind is PersonKind.RESIDENT else name


def move_up_everywhere() -> int:
    """Seats that became free by editing a meeting, which knows nothing of its list; returns how many people moved."""
    return sum(_move_up(meeting) for meeting in queries.with_a_queue() if _locked(meeting))


def lock(meeting: Meeting, registration: Registration | None = None) -> None:
    """Everybody who changes this list waits here; what is read afterwards is as it is now.

    Not FOR UPDATE: that would hold up check-ins, whose rows point to the meeting.
    """
    db.session.flush()
    names = ["state", "capacity", "starts_at", "ends_at", "attendance", "version"]
    db.session.refresh(meeting, names, with_for_update={"key_share": True})
    if registration is not None:
        db.session.refresh(registration, ["state", "place", "required", "epoch", "version"])


def make(
    meeting: Meeting, person: Person, side: Side, door: Door, state: RegistrationState, **facts: Any
) -> Registration:
    """A new line of the list; its number is made here, because the personal code is derived from it."""
    number = vault.new_id()
    line = Registration(id=number, meeting=meeting, person=person, side=side, door=door, state=state, epoch=1, **facts)
    line.code_index = codes.index_for(vault.keys().code, code_key(vault.keys(), meeting.code), number)
    line.at = line.reminded_at = clock.now()
    line.is_sample = meeting.is_sample
    db.session.add(line)
    return line


def require_seats(meeting: Meeting, wanted: int) -> None:
    """Raises Conflict when the list would hold more people than the room; call it with the meeting locked."""
    free = max(0, _free(meeting))
    if wanted > free:
        raise Conflict(
            f"座位还剩{free}个，这次要请{wanted}位，坐不下，一位也没有请。请先改座位数，或者少请几位。", code="full"
        )


def tell_invited(registration: Registration) -> None:
    """At once where the meeting is announced; else the worker does it when it is (jobs.py)."""
    if registration.meeting.state is not MeetingState.PLANNED:
        notices.invited(registration)


def _own(actor: Actor, registration: Registration) -> None:
    require(policy.can_answer(actor, registration))
    lock(registration.meeting, registration)
    if not policy.is_taking(registration.meeting):
        raise Conflict("会议已经开始，或者有了变动，现在不用再答复了。有事请打协商站的电话。", code="not_taking")


def _step(actor: Actor, registration: Registration, action: str, note: str = "") -> Registration:
    """The step, and whoever waits moves up if it freed a seat. `note` is the convener's own word: what a person says
    of themselves stays in the record, where it can be erased.
    """
    registration.place = None
    trail.move(registration, REGISTRATION_FLOW, action, by=actor, note=note)
    _move_up(registration.meeting)
    return registration


def _come_back(actor: Actor, registration: Registration) -> None:
    if registration.removed and not policy.can_manage(actor, registration.meeting):
        raise Conflict("召集人已经把您移出名单。想参加，请打协商站的电话问问。", code="removed")
    state, registration.place = _seat_or_place(registration.meeting)
    registration.removed, registration.door, registration.reminded_at = False, Door.SIGNED_UP, clock.now()
    trail.move(registration, REGISTRATION_FLOW, "sign_up" if state is S.REGISTERED else "wait", by=actor)


def _seat_or_place(meeting: Meeting) -> tuple[RegistrationState, int | None]:
    """A free seat, or the next place in the queue; nobody passes those who wait."""
    now = queries.numbers(meeting.id)
    if now.waiting == 0 and now.taken < meeting.capacity:
        return S.REGISTERED, None
    return S.WAITLISTED, queries.next_place(meeting.id)


def _free(meeting: Meeting) -> int:
    return meeting.capacity - queries.numbers(meeting.id).taken


def _locked(meeting: Meeting) -> bool:
    lock(meeting)
    return True


def _move_up(meeting: Meeting) -> int:
    """Free seats go to those who wait, in their order, until the meeting begins; each is told."""
    if not policy.is_taking(meeting):
        return 0
    now = queries.numbers(meeting.id)
    free = min(now.waiting, meeting.capacity - now.taken)
    moved = queries.waiting(meeting.id, free) if free > 0 else ()
    for registration in moved:
        registration.place, registration.reminded_at = None, clock.now()
        trail.move(registration, REGISTRATION_FLOW, "move_up", by=SYSTEM)
        notices.moved_up(registration)
    return len(moved)
