from yiguan.base.actor import Actor
from yiguan.notifications.models import Delivery
from yiguan.people.states import CONVENING, Role

TELLERS = (*CONVENING, Role.OFFICER)


def can_tell(actor: Actor, delivery: Delivery) -> bool:
    """Staff of the station and the office tell residents who have no phone."""
    unit = delivery.notice.unit
    return unit is not None and actor.has(*TELLERS, path=unit.path)
