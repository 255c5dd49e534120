"""What a changed calendar or a changed length would make of running time limits, and carrying it out."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.calendar import course
from yiguan.calendar.deadlines import Deadline
from yiguan.calendar.limits import Length
from yiguan.calendar.marks import SETTLE
from yiguan.calendar.models import Timed, TimeLimit
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import Overrides
from yiguan.store.db import db

WITH_PAUSES = selectinload(TimeLimit.pauses)


class Move(NamedTuple):
    """A running limit and what it becomes; its last day may stay, when only the sum changes."""

    limit: TimeLimit
    before: date
    start: date
    length: Length
    found: Deadline

    @property
    def moves(self) -> bool:
        return self.before != self.found.due


def moves_of(running: Sequence[TimeLimit], overrides: Overrides, *, length: int | None = None) -> list[Move]:
    """Those that change, by this calendar and, if it is given, with this length; and what counts back from them."""
    forward = [limit for limit in running if limit.before_id is None]
    found = [*_moves(forward, {}, overrides, length)]
    last_days = {move.limit.id: move.found.due for move in found}
    back = [limit for limit in running if limit.before_id is not None]
    found += _moves(back, last_days, overrides, length)
    more = [limit for limit in counting_back(last_days) if limit not in back]
    found += _moves(more, last_days, overrides, None)
    return [move for move in found if _changes(move)]


def counting_back(limit_ids: Collection[int]) -> Sequence[TimeLimit]:
    """The limits that count back from these and have not ended. An act may be half done: nothing of it is flushed."""
    if not limit_ids:
        return []
    query = select(TimeLimit).where(TimeLimit.before_id.in_(limit_ids), TimeLimit.ended_on.is_(None))
    with db.session.no_autoflush:
        return db.session.scalars(query.order_by(TimeLimit.due, TimeLimit.id)).all()


def _moves(
    limits: Iterable[TimeLimit], last_days: dict[int, date], overrides: Overrides, number: int | None
) -> Iterator[Move]:
    for limit in limits:
        if limit.due is None:
            continue
        start = last_days.get(limit.before_id or 0, limit.start)
        length = _length(limit, number)
        yield Move(limit, limit.due, start, length, course.sum_of(limit, start, length, overrides))


def _length(limit: TimeLimit, number: int | None) -> Length:
    """A day that was given stays as it was given."""
    known = limit.promised
    return known if number is None or known.rule is Rule.GIVEN_DAY else known._replace(number=number)


def _changes(move: Move) -> bool:
    limit, found = move.limit, move.found
    return (limit.due, limit.tentative, limit.explain) != (found.due, found.tentative, found.explain)


def carry_out(actor: Actor, moves: Sequence[Move]) -> None:
    """Each changed limit stands in the trail. The record's version stays: nobody's open page becomes stale by it."""
    for move in moves:
        move.limit.start, move.limit.length = move.start, move.length.number
        course.keep(move.limit, move.found)
        trail.record(move.limit, SETTLE, by=actor, before=str(move.before), after=str(move.found.due))
    write_due(move.limit for move in moves if move.moves)


def write_due(limits: Iterable[TimeLimit]) -> None:
    """The last days of these limits to the records that they time."""
    ids: dict[date | None, list[int]] = {}
    for limit in limits:
        ids.setdefault(limit.due if limit.ended_on is None else None, []).append(limit.id)
    for due, some in ids.items():
        for timed in Timed.__subclasses__():
            change = update(timed).where(timed.limit_id.in_(some)).values(due_on=due)
            db.session.execute(change.execution_options(synchronize_session=False))
