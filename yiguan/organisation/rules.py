from yiguan.base.actor import Actor

KEEPERS = ("officer", "sys_admin")
"""Words, since roles are defined in people, which is above this slice (product.md §5.3)."""


def can_keep_units(actor: Actor) -> bool:
    return actor.kind == "system" or actor.has(*KEEPERS)
