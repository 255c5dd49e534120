"""What the worker does when the time for rating is over: done again, followed, or closed."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base.actor import SYSTEM
from yiguan.handling import queries as cases
from yiguan.handling.acts import CLOSE, TRACK
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.organisation.values import value_of
from yiguan.ratings import queries
from yiguan.ratings.acts import REDO
from yiguan.ratings.parameters import REDO_SHARE
from yiguan.ratings.queries import Counts
from yiguan.store.db import db
from yiguan.store.schedule import Job, every
from yiguan.workflow.perform import perform


def close_windows() -> int:
    """Cases whose last answer cannot be rated any more; returns how many."""
    query = select(Handling).where(Handling.state == HandlingState.REPLIED).order_by(Handling.id)
    query = query.options(joinedload(Handling.unit), joinedload(Handling.sender))
    waiting = db.session.scalars(query.with_for_update(of=Handling, skip_locked=True)).all()
    return sum(map(_close, waiting))


def _close(handling: Handling) -> bool:
    sent = cases.sent_of([handling.id])
    if queries.is_open(sent[-1]):
        return False
    counts = queries.counts_of(handling, sent[-1])
    if not handling.redone and is_too_much(counts):
        perform(REDO, handling, by=SYSTEM, note=f"{counts.rated}人评了，{counts.unhappy}人对结果不满意。")
    else:
        goes_on = TRACK if handling.promised_on else CLOSE
        perform(goes_on, handling, by=SYSTEM, note=_said(counts, again=handling.redone))
    return True


def is_too_much(counts: Counts) -> bool:
    """Of those who rated, so many of a hundred are not satisfied with the result; silence counts for nothing."""
    return counts.unhappy > 0 and counts.unhappy * 100 >= value_of(REDO_SHARE) * counts.rated


def _said(counts: Counts, *, again: bool) -> str:
    words = f"{counts.asked}人可以评，{counts.rated}人评了：{counts.words}，没有反馈 {counts.silent}。"
    return f"{words}还有人不满意，双方的话都留着。" if again and is_too_much(counts) else words


JOBS = (Job("close-ratings", close_windows, every(minutes=30)),)
