"""What follows when many are not satisfied."""

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import months
from yiguan.handling.models import Handling


def redo(actor: Actor, handling: Handling) -> None:
    """A month for the second answer, with a clock of its own (FU-03)."""
    calendar.begin(handling, clock.today(), months(1))
    handling.promised_on, handling.redone = None, True
