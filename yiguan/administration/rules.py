from yiguan.base.actor import Actor
from yiguan.people.queries import acts_for_office
from yiguan.people.states import Role


def can_appoint(actor: Actor) -> bool:
    return acts_for_office(actor)


def can_affiliate(actor: Actor) -> bool:
    """The office alone: to administrators it is no duty of theirs."""
    return actor.has(Role.OFFICER)
