"""What the worker does: plans look-backs, asks, ends them; a promise whose day is over goes back to its unit."""

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import SYSTEM
from yiguan.handling.acts import LAPSE
from yiguan.handling.models import Handling, Reply
from yiguan.handling.states import RATED, HandlingState
from yiguan.looking_back import planning, queries
from yiguan.looking_back.acts import ASK, BACK, KEPT, LOOKED, UNHEARD
from yiguan.looking_back.models import LookBack
from yiguan.looking_back.parameters import NOT_DONE_SHARE
from yiguan.looking_back.queries import IS_ASKED, IS_LEFT_OPEN, Figures
from yiguan.looking_back.states import LookCause, Outcome, Seen
from yiguan.organisation.values import value_of
from yiguan.store.db import db
from yiguan.store.schedule import Job, every
from yiguan.workflow.perform import perform

NOTE = "说好的日子过了，没有人说已经办成。"


def look() -> int:
    """Plans, asks and ends; returns how many look-backs were asked or ended."""
    for handling, reply, before in planning.unplanned():
        planning.plan(handling, reply, before)
    for handling, reply_id, lead_id in planning.reported_again():
        for planned in planning.unfinished_of(handling):
            planned.outcome = Outcome.DROPPED
        reply = db.session.get_one(Reply, reply_id)
        planning.begun(handling, reply, LookCause.AGAIN, clock.today(), lead_id=lead_id)
    asked, ended = planning.due(), planning.over()
    for one in asked:
        _ask(one)
    for one in ended:
        _end(one)
    return len(asked) + len(ended)


def _ask(look_back: LookBack) -> None:
    if look_back.handling.state in RATED:
        perform(ASK, look_back.handling, by=SYSTEM)
    else:
        look_back.outcome = Outcome.DROPPED


def _end(look_back: LookBack) -> None:
    if look_back.outcome is not None:
        return  # another one of the case ended before it in this run
    figures = queries.figures_of(look_back)
    came_of_it = look_back.outcome = outcome(figures)
    handling = look_back.handling
    if handling.state in RATED:
        perform(_following(came_of_it, handling.state), handling, by=SYSTEM, note=figures.words)


def outcome(figures: Figures) -> Outcome:
    """Of those who said something; silence alone says nothing (E17)."""
    not_done, done = figures.seen[str(Seen.NOT_DONE)], figures.seen[str(Seen.DONE)]
    if not figures.said:
        return Outcome.UNHEARD
    if not_done and not_done * 100 >= value_of(NOT_DONE_SHARE) * figures.said:
        return Outcome.NOT_DONE
    return Outcome.DONE if done == figures.said else Outcome.PARTLY


def _following(came_of_it: Outcome, state: HandlingState) -> Act:
    if came_of_it is Outcome.NOT_DONE:
        return BACK
    if state is HandlingState.CLOSED:
        return LOOKED
    return KEPT if came_of_it is Outcome.DONE else UNHEARD


def lapse_broken() -> int:
    """Late from the day after the promised one (E18), unless those who asked are asked or nobody of them answered."""
    asking = queries.stands(or_(IS_ASKED, IS_LEFT_OPEN))
    broken = (Handling.state == HandlingState.TRACKING, Handling.promised_on < clock.today(), ~asking)
    query = select(Handling).where(*broken).options(joinedload(Handling.unit), joinedload(Handling.sender))
    found = db.session.scalars(query.with_for_update(of=Handling, skip_locked=True)).all()
    for handling in found:
        perform(LAPSE, handling, by=SYSTEM, note=NOTE)
    return len(found)


JOBS = (
    Job("look-back", look, every(minutes=30)),
    Job("lapse-promises", lapse_broken, every(minutes=30)),
)
