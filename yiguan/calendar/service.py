"""Where time limits are kept: every change is written to the limit and to the record that it times, here alone."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.calendar import limits
from yiguan.calendar.days import entered
from yiguan.calendar.models import WAITS_FOR_HOLIDAYS, Timed, TimeLimit
from yiguan.calendar.moves import carry_out, moves_of
from yiguan.calendar.states import Rule
from yiguan.store.db import db


def begin(record: Timed, start: date | datetime, length: int, rule: Rule = Rule.WORKING_DAYS) -> None:
    """A limit of its own for what is to be done now; the one before it, if any, stays on file."""
    limit = limits.begin(start, length, rule, entered())
    limit.after_id = record.limit_id
    record.limit, record.due_on = limit, limit.due


def pause(record: Timed) -> None:
    """Nobody can go on before somebody else has answered."""
    limit = _running(record)
    if limit is not None and limit.paused_on is None:
        limits.pause(limit, clock.today(), entered())
    record.due_on = None


def resume(record: Timed) -> None:
    limit = _running(record)
    if limit is not None and limit.paused_on is not None:
        limits.resume(limit, clock.today(), entered())
        record.due_on = limit.due


def end(record: Timed) -> None:
    """What was timed is done, or nobody waits for it any more."""
    limit = _running(record)
    if limit is not None:
        limits.end(limit, clock.today())
    record.due_on = None


def _running(record: Timed) -> TimeLimit | None:
    """The record's limit, paused or not, unless it ended; records that are older than their limits may have none."""
    limit = db.session.get(TimeLimit, record.limit_id) if record.limit_id else None
    return limit if limit is not None and limit.ended_on is None else None


def settle() -> int:
    """Works out anew what was tentative, where the holidays have been published or entered since; returns how many
    there were.
    """
    known = [move for move in moves_of(_tentative(), entered()) if not move.found.tentative]
    carry_out(SYSTEM, known)
    return len(known)


def _tentative() -> Sequence[TimeLimit]:
    """Locked, so that a limit which somebody pauses or ends at this moment is left to them."""
    waiting = select(TimeLimit).where(WAITS_FOR_HOLIDAYS).order_by(TimeLimit.id)
    return db.session.scalars(waiting.with_for_update(skip_locked=True)).all()
