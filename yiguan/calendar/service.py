"""Where time limits are kept: every change is written to the limit and to the record that it times, here alone.

A slice begins a limit with one of the lengths of `limits.py`, pauses, resumes, extends and ends it. It reads
`record.limit`: `due` (None while it is paused), `tentative` (暂定), `left(today)` and `words`, the sum in a sentence;
`explained` gives the sum line by line.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from yiguan.base import clock
from yiguan.base.actor import SYSTEM, Actor
from yiguan.base.errors import Conflict
from yiguan.calendar import course
from yiguan.calendar.days import entered
from yiguan.calendar.explaining import Part
from yiguan.calendar.limits import Length
from yiguan.calendar.models import WAITS_FOR_HOLIDAYS, Pause, Timed, TimeLimit
from yiguan.calendar.moves import WITH_PAUSES, carry_out, counting_back, moves_of, write_due
from yiguan.store.db import db

ENDED = "这一步已经办结，期限不再走，什么都没有改动。请刷新后看看现在的情况。"
STANDS = "这个期限正暂停着，还没有到期日，往前数的日子定不了，什么都没有改动。请等接着计时以后再定。"


def begin(record: Timed, start: date | datetime, length: Length) -> None:
    """A limit of its own for what is to be done now; the one before it, if any, stays on file."""
    _give(record, course.begin(start, length, entered()))


def begin_before(record: Timed, other: Timed, length: Length) -> None:
    """So long before the last day of the other's limit; it follows that day when it moves, and stands still with it.

    Raises Conflict when the other's limit is paused or ended.
    """
    db.session.flush()  # the other may have begun in this act
    limit = _running(other)
    if limit is None or limit.due is None:
        raise Conflict(STANDS if limit else ENDED, code="wrong_state")
    _give(record, course.begin_before(limit.due, length, limit.id, entered()))


def _give(record: Timed, limit: TimeLimit) -> None:
    limit.after_id = record.limit_id
    record.limit, record.due_on = limit, limit.due


def pause(actor: Actor, record: Timed, *, reason: str, from_day: date) -> None:
    """Nobody can go on before somebody else has answered; `from_day`, the day of the question, does not count.

    The reason is shown: no personal data. A limit that is paused or ended stays as it is.
    """
    limit = _running(record)
    if limit is not None and limit.paused_on is None:
        limit.pauses.append(Pause(from_day=from_day, reason=reason, by=actor.id, at=clock.now()))
        behind = counting_back([limit.id])
        for one in (limit, *behind):
            course.pause(one, from_day, entered())
        write_due(behind)
    record.due_on = None


def resume(record: Timed, *, to_day: date) -> None:
    """The answer came; `to_day`, the day of it, is the last that does not count."""
    limit = _running(record)
    if limit is not None and limit.paused_on is not None:
        course.resume(limit, to_day, entered())
        record.due_on = limit.due
        _follow(limit)


def extend(actor: Actor, record: Timed, *, days: int, reason: str) -> None:
    """Once: working days where the limit counts them, else days. The reason is shown: no personal data.

    Raises Conflict for a second time and for a limit that ended, Invalid for less than a day.
    """
    limit = _running(record)
    if limit is None:
        raise Conflict(ENDED, code="wrong_state")
    course.extend(limit, days, entered())
    limit.extension_reason, limit.extended_by, limit.extended_at = reason, actor.id, clock.now()
    record.due_on = limit.due
    _follow(limit)


def end(record: Timed) -> None:
    """What was timed is done, or nobody waits for it any more; what counts back from it ends too."""
    limit = _running(record)
    if limit is not None:
        behind = counting_back([limit.id])
        for one in (limit, *behind):
            course.end(one, clock.today())
        write_due(behind)
    record.due_on = None


def explained(record: Timed) -> Sequence[Part]:
    """The sum of its limit as lines, for pages and papers; empty for a record without one."""
    limit = db.session.get(TimeLimit, record.limit_id) if record.limit_id else None
    return course.explained(limit, entered()) if limit is not None else []


def _running(record: Timed) -> TimeLimit | None:
    """The record's limit, paused or not, unless it ended; records that are older than their limits may have none."""
    with db.session.no_autoflush:
        limit = db.session.get(TimeLimit, record.limit_id, options=[WITH_PAUSES]) if record.limit_id else None
    return limit if limit is not None and limit.ended_on is None else None


def _follow(limit: TimeLimit) -> None:
    """What counts back from it has its day anew."""
    if limit.due is None:
        return
    behind = counting_back([limit.id])
    for one in behind:
        one.start = limit.due
        course.resume(one, limit.due, entered())
    write_due(behind)


def settle() -> int:
    """Works out anew what was tentative, where the holidays have been published or entered since; returns how many
    there were.
    """
    known = [move for move in moves_of(_tentative(), entered()) if not move.found.tentative]
    carry_out(SYSTEM, known)
    return len(known)


def _tentative() -> Sequence[TimeLimit]:
    """Locked, so that a limit which somebody pauses or ends at this moment is left to them."""
    waiting = select(TimeLimit).where(WAITS_FOR_HOLIDAYS).order_by(TimeLimit.id).options(WITH_PAUSES)
    return db.session.scalars(waiting.with_for_update(skip_locked=True)).all()
