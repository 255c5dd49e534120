"""Who may write minutes: the station's people draft them, its convener confirms them (domain.md §2.4, steps 16–17)."""

from yiguan.base.actor import Actor
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, Role


def can_write(actor: Actor, unit: Unit) -> bool:
    return actor.has(*map(str, CONVENING), path=unit.path)


def can_confirm(actor: Actor, unit: Unit) -> bool:
    """Confirming binds the station: the convener's, not the staff's."""
    return actor.has(str(Role.CONVENER), path=unit.path)


def can_edit(actor: Actor, minutes: Minutes) -> bool:
    """A draft is open to both; while it is reviewed only the reviewer mends it."""
    if minutes.state is MinutesState.DRAFT:
        return can_write(actor, minutes.unit)
    return minutes.state is MinutesState.REVIEW and can_confirm(actor, minutes.unit)
