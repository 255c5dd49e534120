"""What is particular to the acts of looking back."""

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.calendar.days import entered
from yiguan.calendar.working_days import add_working_days
from yiguan.handling import answering
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.looking_back import planning
from yiguan.looking_back.parameters import LOOK_DAYS
from yiguan.looking_back.states import LookCause, Outcome
from yiguan.organisation.values import value_of


def ask(actor: Actor, handling: Handling) -> Trace:
    """The day has come: those who asked are asked for so many working days."""
    look_back = planning.due_of(handling)
    look_back.closes_on = add_working_days(clock.today(), value_of(LOOK_DAYS), entered())
    return Trace(found=look_back)


def report(actor: Actor, handling: Handling) -> Trace:
    """The unit says that its promise is kept; those who asked have the last word."""
    planning.begun(handling, sent_of([handling.id])[-1], LookCause.REPORTED, clock.today())
    return ask(actor, handling)


def back(actor: Actor, handling: Handling) -> None:
    """A month for another answer; what was planned for the former one is dropped."""
    answering.once_more(actor, handling)
    handling.ended_at = None
    for one in planning.unfinished_of(handling):
        one.outcome = Outcome.DROPPED
