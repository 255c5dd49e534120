"""A right over a meeting is no right over a person: moving somebody takes two of the staff, or their own phone."""

from yiguan.base.actor import SYSTEM, Actor
from yiguan.new_phones.models import PhoneMove
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DISTRICT_STAFF, Role

SEERS = (*CONVENING, *DISTRICT_STAFF)
SECONDS = (*CONVENING, Role.OFFICER)


def can_ask(actor: Actor, unit: Unit) -> bool:
    """Signed in, since a program cannot look at a person."""
    return actor.kind == "staff" and actor.has(*SEERS, path=unit.path)


def can_confirm(actor: Actor, move: PhoneMove) -> bool:
    """Another person of the unit, or the office; never who asked."""
    return actor.kind == "staff" and actor.id != move.asked_by and _over(actor, move, *SECONDS)


def can_refuse(actor: Actor, move: PhoneMove) -> bool:
    """Also who asked, before somebody confirms."""
    return actor.kind == "staff" and _over(actor, move, *SEERS)


def can_see_code(actor: Actor, move: PhoneMove) -> bool:
    """Only who stands before the person."""
    return actor.kind == "staff" and actor.id is not None and actor.id == move.asked_by


def can_take(actor: Actor, move: PhoneMove) -> bool:
    """Whoever has the code acts as the person."""
    return actor == SYSTEM or _is_person(actor, move)


def can_undo(actor: Actor, move: PhoneMove) -> bool:
    """The person on their old phone, and staff of the unit with a reason; the office where no unit asked."""
    return _is_person(actor, move) or (actor.kind == "staff" and _over(actor, move, *SECONDS))


def _is_person(actor: Actor, move: PhoneMove) -> bool:
    return actor.kind == "resident" and actor.id == move.person_id


def _over(actor: Actor, move: PhoneMove, *roles: Role) -> bool:
    return actor.has(*roles, path=move.unit.path) if move.unit else actor.has(Role.OFFICER)
