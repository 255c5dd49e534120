"""Who may look for two records of one person; who may ask and confirm is judged for the unit (people/seconding.py)."""

from yiguan.base.actor import Actor
from yiguan.people.seconding import SEERS
from yiguan.people.states import Role

NOT_YOURS = "认人由协商站和区政协办公室的工作人员来办，您的账号不办这件事。"


def can_look(actor: Actor) -> bool:
    return actor.has(*SEERS)


def can_part_any(actor: Actor) -> bool:
    """The office, whatever the proof was."""
    return actor.has(Role.OFFICER)
