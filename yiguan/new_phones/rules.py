"""A right over a meeting is no right over a person: moving somebody takes two of the staff, or their own phone."""

from yiguan.base.actor import SYSTEM, Actor
from yiguan.new_phones.models import PhoneMove
from yiguan.people import seconding


def can_see_code(actor: Actor, move: PhoneMove) -> bool:
    """Only who stands before the person."""
    return actor.kind == "staff" and actor.id is not None and actor.id == move.asked_by


def can_take(actor: Actor, move: PhoneMove) -> bool:
    """Whoever has the code acts as the person."""
    return actor == SYSTEM or _is_person(actor, move)


def can_undo(actor: Actor, move: PhoneMove) -> bool:
    """The person on their old phone, and staff of the unit with a reason; the office where no unit asked."""
    return _is_person(actor, move) or seconding.answers_for(actor, move)


def _is_person(actor: Actor, move: PhoneMove) -> bool:
    return actor.kind == "resident" and actor.id == move.person_id
