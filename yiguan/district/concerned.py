"""Whose time limits a change moves: with links for whoever may read the records, as a count for everybody else."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from yiguan.base.actor import Actor
from yiguan.calendar.moves import Move
from yiguan.store.db import db
from yiguan.workflow.todos import Timing, todos

SHOWN = 50
"""Links of one kind; the others are counted."""


class Concerned(NamedTuple):
    """One record: its title, its page, its last day before and after."""

    title: str
    url: str
    before: date
    after: date


class Group(NamedTuple):
    """The records of one kind; `others` are those that are not shown."""

    label: str
    shown: Sequence[Concerned]
    others: int

    @property
    def total(self) -> int:
        return len(self.shown) + self.others


def groups(actor: Actor, moves: Sequence[Move]) -> list[Group]:
    """By kind of record; limits whose last day stays are left out."""
    moved = {move.limit.id: move for move in moves if move.moves}
    found = [_group(actor, timing, moved) for todo in todos() for timing in todo.timed] if moved else []
    return [group for group in found if group.total]


def _group(actor: Actor, timing: Timing, moved: dict[int, Move]) -> Group:
    of_them = timing.record.limit_id.in_(moved)
    number = db.session.scalar(select(func.count()).select_from(timing.record).where(of_them)) or 0
    query = timing.seen(actor).where(of_them).order_by(timing.record.due_on, timing.record.id).limit(SHOWN)
    shown = [_concerned(timing, record, moved[record.limit_id]) for record in db.session.scalars(query)]
    return Group(timing.label, shown, number - len(shown))


def _concerned(timing: Timing, record: object, move: Move) -> Concerned:
    title, url = timing.shown(record)
    return Concerned(title, url, move.before, move.found.due)
