"""What is particular to each act on a line of the list; the rest happens around it, behind the lock on the meeting."""

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.registrations import rules, seats
from yiguan.registrations.models import Registration
from yiguan.registrations.states import Door, RegistrationState

S = RegistrationState


def accept(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """Comes. Who had said no needs a seat again, and there may be none."""
    _require_taking(registration)
    if registration.state in (S.DECLINED, S.ON_LEAVE) and seats.free_seats(registration.meeting) <= 0:
        raise Conflict("您的座位已经让给别人了，现在坐满了。还想来，请打协商站的电话。", code="full")
    registration.reason = words


def decline(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """Does not come; the seat goes to who waits first. Who must come asks for leave instead."""
    _require_taking(registration)
    if registration.required:
        raise Conflict("这场会请您务必到。来不了，请点“请假”，写一句原因。", code="leave_needed")
    registration.reason, registration.place = words, None


def ask_leave(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """A reason is needed; the seat stays until leave is granted. Raises Invalid without one."""
    _require_taking(registration)
    if not words:
        raise Invalid(fields={"note": ["请写一句来不了的原因，召集人看了才好准假。"]})
    registration.reason = words


def withdraw(actor: Actor, registration: Registration, *, words: str = "") -> None:
    """Gives the seat, or the place in the queue, back."""
    _require_taking(registration)
    registration.reason, registration.place = words, None


def _require_taking(registration: Registration) -> None:
    if not rules.is_taking(registration.meeting):
        raise Conflict("会议已经开始，或者有了变动，现在不用再答复了。有事请打协商站的电话。", code="not_taking")


def decide_leave(actor: Actor, registration: Registration) -> None:
    """准假 frees the seat; refused, the invitation stands as before."""
    require(actor.id != registration.person_id, "自己的假不能自己批。请另一位召集人或办公室来批。")
    registration.place = None


def remove(actor: Actor, registration: Registration, *, note: str = "") -> None:
    """Off the list, and not back by themselves; the personal code is void. Raises Invalid without a word why."""
    if not note:
        raise Invalid(fields={"note": ["请写一句原因，本人会看到。"]})
    registration.removed, registration.epoch, registration.place = True, registration.epoch + 1, None


def invite_again(actor: Actor, registration: Registration) -> None:
    """Back on the list as one invited; with a code of a new epoch, if the old one was void."""
    seats.require_seats(registration.meeting, 1)
    registration.removed, registration.door, registration.told_at = False, Door.INVITED, None


def renew_code(actor: Actor, registration: Registration) -> None:
    """A new personal code; the old one, lost or passed on, is void and says so."""
    registration.epoch += 1


def come_back(actor: Actor, registration: Registration) -> None:
    """Somebody who had given the seat back, or was taken off the list, is on it again."""
    if registration.removed and not rules.can_manage(actor, registration.meeting):
        raise Conflict("召集人已经把您移出名单。想参加，请打协商站的电话问问。", code="removed")
    _, registration.place = seats.seat_or_place(registration.meeting)
    registration.removed, registration.door, registration.reminded_at = False, Door.SIGNED_UP, clock.now()
