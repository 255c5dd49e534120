"""What is particular to the acts of looking back."""

from sqlalchemy.orm.attributes import flag_modified

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict
from yiguan.calendar.days import entered
from yiguan.calendar.working_days import add_working_days
from yiguan.handling import answering
from yiguan.handling.models import Handling
from yiguan.handling.queries import sent_of
from yiguan.looking_back import planning, queries
from yiguan.looking_back.parameters import LOOK_DAYS
from yiguan.looking_back.states import LookCause, Outcome
from yiguan.organisation.values import value_of

NOT_SHOWN = "还没有放上新的办成的样子，或者正在请大家看，什么都没有改动。请先在“回头看”里写明办成什么样，再请大家看。"
NOT_ASKED = "还没有问过大家，或者大家正在说，什么都没有改动。请等问完了再定。"


def ask(actor: Actor, handling: Handling) -> Trace:
    """The day has come: those who asked are asked for so many working days."""
    look_back = planning.due_of(handling)
    look_back.closes_on = add_working_days(clock.today(), value_of(LOOK_DAYS), entered())
    return Trace(found=look_back)


def report(actor: Actor, handling: Handling) -> Trace:
    """The unit says that its promise is kept; those who asked have the last word. Raises Conflict without new evidence,
    and while they are being asked.
    """
    if not queries.may_report(handling):
        raise Conflict(NOT_SHOWN, code="nothing_shown")
    flag_modified(handling, "title")  # the version must rise, so that two reports at once are one
    planning.begun(handling, sent_of([handling.id])[-1], LookCause.REPORTED, clock.today())
    return ask(actor, handling)


def not_kept(actor: Actor, handling: Handling) -> None:
    """Raises Conflict unless those who asked left it open."""
    if not queries.is_left_open(handling):
        raise Conflict(NOT_ASKED, code="not_asked")
    back(actor, handling)


def back(actor: Actor, handling: Handling) -> None:
    """A month for another answer; what was planned for the former one is dropped."""
    answering.once_more(actor, handling)
    handling.ended_at = None
    for one in planning.unfinished_of(handling):
        one.outcome = Outcome.DROPPED
