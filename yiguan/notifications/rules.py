from yiguan.base.actor import Actor
from yiguan.notifications.models import Notice
from yiguan.people.states import CONVENING, Role

TELLERS = (*CONVENING, Role.OFFICER)


def can_tell(actor: Actor, notice: Notice) -> bool:
    """Staff of the station and the office tell residents who have no phone."""
    return notice.unit is not None and actor.has(*TELLERS, path=notice.unit.path)
