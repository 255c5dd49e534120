"""What is particular to each act on a line of the list; `perform` calls it with the meeting's row locked."""

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.registrations import rules, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState

S = RegistrationState


def accept(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """The person comes. After an earlier no they need a free seat again. Raises Conflict without one."""
    _require_taking(registration)
    if registration.state in (S.DECLINED, S.ON_LEAVE) and seats.free_seats(registration.meeting) <= 0:
        raise Conflict("您的座位已经让给别人了，现在坐满了。还想来，请打协商站的电话。", code="full")
    registration.reason = words


def decline(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """The person does not come. Raises Conflict for a required person, who must ask for leave."""
    _require_taking(registration)
    if registration.required:
        raise Conflict("这场会请您务必到。来不了，请点“请假”，写一句原因。", code="leave_needed")
    registration.reason = words
    registration.place = None


def ask_leave(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """The person keeps the seat until leave is granted. Raises Invalid without a reason."""
    _require_taking(registration)
    if not words:
        raise Invalid(fields={"note": ["请写一句来不了的原因，召集人看了才好准假。"]})
    registration.reason = words


def withdraw(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """The person gives the seat, or the place in the waiting list, back."""
    _require_taking(registration)
    registration.reason = words
    registration.place = None


def _require_taking(registration: Registration) -> None:
    if not rules.is_taking(registration.meeting):
        raise Conflict("会议已经开始，或者有了变动，现在不用再答复了。有事请打协商站的电话。", code="not_taking")


def decide_leave(actor: Actor, registration: Registration) -> None:
    """准假 frees the seat; after a refusal the invitation is valid as before."""
    require(actor.id != registration.person_id, "自己的假不能自己批。请另一位召集人或办公室来批。")
    registration.place = None


def remove(actor: Actor, registration: Registration, *, note: str = "") -> None:
    """Removes the person, who cannot sign up again themselves; their code is invalid. Raises Invalid without a note."""
    if not note:
        raise Invalid(fields={"note": ["请写一句原因，本人会看到。"]})
    registration.removed = True
    registration.epoch += 1
    registration.place = None


def invite_again(actor: Actor, registration: Registration) -> None:
    """Puts the person back on the list as an invited one. Raises Conflict without a free seat."""
    seats.require_seats(registration.meeting, 1)
    registration.removed = False
    registration.door = Door.INVITED
    registration.told_at = None


def renew_code(actor: Actor, registration: Registration) -> None:
    """Makes a new personal code; the old one is invalid, and its page says so."""
    registration.epoch += 1


def come_back(actor: Actor, registration: Registration) -> None:
    """Puts a person who withdrew, or was removed, back on the list. Raises Conflict if a removed person tries."""
    if registration.removed and not rules.can_manage(actor, registration.meeting):
        raise Conflict("召集人已经把您移出名单。想参加，请打协商站的电话问问。", code="removed")
    _, registration.place = seats.seat_or_place(registration.meeting)
    registration.removed = False
    registration.door = Door.SIGNED_UP
    registration.reminded_at = clock.now()
