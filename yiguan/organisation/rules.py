from yiguan.base.actor import Actor

OFFICE = "officer"  # people, where roles are named, lies above this slice


def can_add_unit(actor: Actor) -> bool:
    return actor.kind == "system" or actor.has(OFFICE)
