"""What follows when many are not satisfied."""

from yiguan.base.actor import Actor
from yiguan.handling.answering import once_more
from yiguan.handling.models import Handling


def redo(actor: Actor, handling: Handling) -> None:
    """A month for the second answer, with a clock of its own, once (FU-03)."""
    once_more(actor, handling)
    handling.redone = True
