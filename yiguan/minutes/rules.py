"""Who may write minutes: the station's people draft them, its convener confirms them (domain.md §2.4, steps 16–17)."""

from yiguan.base.actor import Actor
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, Role


def can_write(actor: Actor, unit: Unit) -> bool:
    return actor.has(*CONVENING, path=unit.path)


def can_submit(actor: Actor, minutes: Minutes) -> bool:
    return can_write(actor, minutes.unit)


def can_decide(actor: Actor, minutes: Minutes) -> bool:
    """Confirm, or send back: confirming binds the station, so it is the convener's, not the staff's."""
    return actor.has(Role.CONVENER, path=minutes.unit.path)


def can_edit(actor: Actor, minutes: Minutes) -> bool:
    """A draft is open to both; while it is reviewed only the reviewer mends it. The state shuts what is locked."""
    if minutes.state is MinutesState.REVIEW:
        return can_decide(actor, minutes)
    return can_write(actor, minutes.unit)
