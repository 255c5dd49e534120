"""催办 by the clock: the steps that follow from the last day (domain.md E14), each once for each last day."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.handling.models import Handling
from yiguan.handling.parameters import FORMAL_LATE, LONG_LATE, REMIND_BEFORE
from yiguan.handling.states import UNANSWERED, Reminder
from yiguan.organisation.values import value_of
from yiguan.store.db import db


def step_of(due: date, today: date) -> Reminder | None:
    """The last step that this day has reached; none while the last day is far away."""
    late = (today - due).days
    reached = {
        Reminder.SOON: late >= -value_of(REMIND_BEFORE),
        Reminder.LATE: late >= 1,
        Reminder.LONG: late >= value_of(LONG_LATE),
        Reminder.FORMAL: late >= value_of(FORMAL_LATE),
    }
    return next((step for step in reversed(Reminder) if reached[step]), None)


def to_remind() -> Sequence[Handling]:
    """Unanswered cases of which a step is reached and not taken yet."""
    until = clock.today() + timedelta(days=value_of(REMIND_BEFORE))
    query = select(Handling).where(Handling.state.in_(UNANSWERED[1:]), Handling.due_on <= until)
    query = query.options(joinedload(Handling.unit), joinedload(Handling.sender)).order_by(Handling.id)
    found = db.session.scalars(query.with_for_update(of=Handling, skip_locked=True)).all()
    return [one for one in found if _mark(one) not in (None, one.reminded)]


def _mark(handling: Handling) -> str | None:
    """The step that is reached and for which last day; one that is moved begins the steps anew."""
    step = step_of(handling.due_on, clock.today()) if handling.due_on else None
    return f"{step} {handling.due_on}" if step else None


def remind(actor: Actor, handling: Handling) -> Trace:
    assert handling.due_on is not None  # noqa: S101 - the worker takes those that have one
    step = step_of(handling.due_on, clock.today())
    assert step is not None  # noqa: S101 - and have reached a step
    handling.reminded = _mark(handling)
    return Trace(note=step.label, found=step)
