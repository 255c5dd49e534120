"""What a changed calendar or a changed length would make of running time limits, and carrying it out."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.calendar import limits
from yiguan.calendar.deadlines import Deadline
from yiguan.calendar.marks import SETTLE
from yiguan.calendar.models import Timed, TimeLimit
from yiguan.calendar.working_days import Overrides
from yiguan.store.db import db


class Move(NamedTuple):
    """A running limit and what it becomes; its last day may stay, when only the sum changes."""

    limit: TimeLimit
    before: date
    found: Deadline

    @property
    def moves(self) -> bool:
        return self.before != self.found.due


def moves_of(running: Iterable[TimeLimit], overrides: Overrides, *, length: int | None = None) -> list[Move]:
    """Those that change, by this calendar and, if it is given, with this length."""
    found = [
        Move(limit, limit.due, limits.sum_of(limit, length or limit.length, overrides))
        for limit in running
        if limit.due is not None and limit.length is not None
    ]
    return [move for move in found if _changes(move)]


def _changes(move: Move) -> bool:
    limit, found = move.limit, move.found
    return (limit.due, limit.tentative, limit.explain) != (found.due, found.tentative, found.explain)


def carry_out(actor: Actor, moves: Sequence[Move]) -> None:
    """Each changed limit stands in the trail. The record's version stays: nobody's open page becomes stale by it."""
    for limit, before, found in moves:
        limit.length = found.days if found.days is not None else limit.length
        limit.due, limit.tentative, limit.explain = found.due, found.tentative, found.explain
        trail.record(limit, SETTLE, by=actor, before=str(before), after=str(found.due))
    ids: dict[date, list[int]] = {}
    for move in filter(lambda move: move.moves, moves):
        ids.setdefault(move.found.due, []).append(move.limit.id)
    for due, some in ids.items():
        for timed in Timed.__subclasses__():
            change = update(timed).where(timed.limit_id.in_(some)).values(due_on=due)
            db.session.execute(change.execution_options(synchronize_session=False))
