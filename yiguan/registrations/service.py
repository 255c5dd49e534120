"""What whoever runs a meeting decides of its list."""

from collections.abc import Callable
from typing import Any

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid, require
from yiguan.meetings.keys import code_key
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.people.privacy.masks import mask_name
from yiguan.people.states import PersonKind
from yiguan.registrations import codes, notices, rules, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.states import REGISTRATION_FLOW, Door, RegistrationState, Side
from yiguan.store.db import db

S = RegistrationState


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
    require(rules.can_manage(actor, registration.meeting))
    require(actor.id != registration.person_id, "自己的假不能自己批。请另一位召集人或办公室来批。")
    seats.lock(registration.meeting, registration)
    seats.step(actor, registration, action, note)


def remove(actor: Actor, registration: Registration, *, note: str) -> Registration:
    """Off the list, and not back by themselves; the personal code is void. Raises Invalid without a word why."""
    require(rules.can_manage(actor, registration.meeting))
    if not note:
        raise Invalid(fields={"note": ["请写一句原因，本人会看到。"]})
    seats.lock(registration.meeting, registration)
    registration.removed, registration.epoch = True, registration.epoch + 1
    seats.step(actor, registration, "remove", note)
    notices.removed(registration, note)
    return registration


def invite_again(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """Back on the list as one invited; with a code of a new epoch, if the old one was void."""
    require(rules.can_manage(actor, registration.meeting))
    seats.lock(registration.meeting, registration)
    seats.require_seats(registration.meeting, 1)
    registration.removed, registration.door, registration.told_at = False, Door.INVITED, None
    trail.move(registration, REGISTRATION_FLOW, "invite_again", by=actor, note=note)
    tell_invited(registration)
    return registration


def renew_code(actor: Actor, registration: Registration, *, note: str = "") -> Registration:
    """A new personal code; the old one, lost or passed on, is void and says so."""
    require(rules.can_manage(actor, registration.meeting))
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


def shown_name(person: Person) -> str:
    """As staff see it on a list: members and staff by name, a resident masked."""
    name = vault.name_of(person)
    return mask_name(name) if person.kind is PersonKind.RESIDENT else name


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


def tell_invited(registration: Registration) -> None:
    """At once where the meeting is announced; else the worker does it when it is (jobs.py)."""
    if registration.meeting.state is not MeetingState.PLANNED:
        notices.invited(registration)
