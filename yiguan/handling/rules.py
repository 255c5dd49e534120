"""Who may do what with a case (办理件); one table for buttons, pages, API and tests.

The dispatch office and the leaders of the district serve all of it, wherever in the tree they are appointed.
"""

from yiguan.base.actor import Actor
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.organisation.models import Unit
from yiguan.people.states import DISTRICT_STAFF, Role

UNIT_SIDE = (Role.UNIT_LIAISON, Role.UNIT_LEADER)
MOST_DISPUTES = 2
S = HandlingState


def is_of(actor: Actor, unit: Unit | None) -> bool:
    return unit is not None and actor.has(*UNIT_SIDE, path=unit.path)


def is_office(actor: Actor, handling: Handling) -> bool:
    return actor.has(Role.OFFICER, path=handling.sender.path) or actor.has(Role.DISPATCH_OFFICER)


def is_worker(actor: Actor, handling: Handling) -> bool:
    """Steps that follow from the clock, once nobody can rate the answer any more."""
    return actor.kind == "system"


def is_unit(actor: Actor, handling: Handling) -> bool:
    return is_of(actor, handling.unit)


def can_write(actor: Actor, handling: Handling) -> bool:
    """The unit; the office types what came on paper for a unit without accounts."""
    return is_unit(actor, handling) or is_office(actor, handling)


def can_decide(actor: Actor, handling: Handling) -> bool:
    """The second dispute is decided by the dispatch office, finally (RV-13)."""
    final = handling.state is S.DISPUTED and handling.disputes >= MOST_DISPUTES
    return actor.has(Role.DISPATCH_OFFICER) if final else is_office(actor, handling)


def can_press(actor: Actor, handling: Handling) -> bool:
    return is_office(actor, handling) or actor.has(*DISTRICT_STAFF, Role.CHAIR, path=handling.sender.path)


def can_sign(actor: Actor, handling: Handling) -> bool:
    return handling.unit is not None and actor.has(Role.UNIT_LEADER, path=handling.unit.path)


def can_sign_off(actor: Actor, handling: Handling) -> bool:
    """The district leader whom the office named; any of them as long as nobody is named."""
    return actor.has(Role.DISTRICT_LEADER) and handling.leader_id in (None, actor.id)


def can_return(actor: Actor, handling: Handling) -> bool:
    """Whoever it lies with; the office, since a signer may have left."""
    clears = {S.CHECKED: can_sign, S.UNIT_SIGNED: can_sign_off}
    asked = clears.get(handling.state)
    return is_office(actor, handling) or (asked is not None and asked(actor, handling))


def may_countersign(actor: Actor, handling: Handling) -> bool:
    return any(is_of(actor, unit) for item in handling.items for unit in item.co_units)
