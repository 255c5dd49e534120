from yiguan.base.actor import Actor
from yiguan.people.queries import acts_for_office


def can_appoint(actor: Actor) -> bool:
    return acts_for_office(actor)
