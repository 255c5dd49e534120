from yiguan.base.actor import Actor

OFFICE = "officer"  # a word, since roles are defined in people, which is above this slice


def can_add_unit(actor: Actor) -> bool:
    return actor.kind == "system" or actor.has(OFFICE)
