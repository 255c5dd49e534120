from yiguan.base.actor import Actor
from yiguan.people.states import Role


def can_answer_feedback(actor: Actor) -> bool:
    return actor.has(Role.OFFICER)
