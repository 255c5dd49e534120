"""The office enters days over the official calendar; running time limits are worked out anew, ended ones stay."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.calendar.days import CalendarDay, entered, read_anew
from yiguan.calendar.lines import Line
from yiguan.calendar.marks import DROP_DAY, ENTER_DAY
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.moves import WITH_PAUSES, Move, carry_out, moves_of
from yiguan.calendar.working_days import Entered, Overrides, is_working_day
from yiguan.store.db import db

Changes = Mapping[date, Entered | None]
GONE = (
    "{day}已经过去，有{number}件事的时限那天在走，后来办结了，或者正暂停着，当时算好的不能再变。"
    "这一行不能录，请去掉它再核对。"
)


def checked(lines: Iterable[Line]) -> list[Line]:
    """The lines, with a sentence at each past day that would change a sum which is settled."""
    return [replace(line, error=_told(line)) if line.day and not line.error else line for line in lines]


def preview(changes: Changes) -> list[Move]:
    """The running limits that would change, the earliest last day first."""
    return moves_of(_running(changes), calendar_with(changes))


def enter(actor: Actor, changes: Changes) -> list[Move]:
    """Stores the days and works out the running limits anew. Returns those that changed."""
    known = {row.day: row for row in db.session.scalars(select(CalendarDay).where(CalendarDay.day.in_(changes)))}
    for day, now in changes.items():
        _store(actor, known.get(day) or CalendarDay(day=day), now)
    read_anew()
    found = moves_of(_running(changes, lock=True), entered())
    carry_out(actor, found)
    return found


def calendar_with(changes: Changes) -> Overrides:
    """The entered days as they will be."""
    after = {**entered(), **changes}
    return {day: one for day, one in after.items() if one is not None}


def _store(actor: Actor, row: CalendarDay, now: Entered | None) -> None:
    before, after = _said(row.worked, row.name), _said(*now) if now else ""
    if before == after:
        return
    row.worked, row.name = now or (None, "")
    db.session.add(row)
    trail.record(row, ENTER_DAY if now else DROP_DAY, by=actor, before=before, after=after, note=str(row.day))


def _said(worked: bool | None, name: str | None) -> str:
    """班, 休 春节; empty of a day that is not entered."""
    return "" if worked is None else " ".join(filter(None, ("班" if worked else "休", name)))


def _running(changes: Changes, *, lock: bool = False) -> Sequence[TimeLimit]:
    """What runs over one of the days, and what waits for a year's holidays."""
    if not changes:
        return []
    first, last = min(changes), max(changes)
    over = and_(TimeLimit.start < last, TimeLimit.due >= first)
    back = and_(TimeLimit.before_id.is_not(None), TimeLimit.due <= last, TimeLimit.start > first)
    running = (TimeLimit.ended_on.is_(None), TimeLimit.due.is_not(None), or_(over, back, TimeLimit.tentative))
    query = select(TimeLimit).where(*running).order_by(TimeLimit.due, TimeLimit.id).options(WITH_PAUSES)
    query = query.with_for_update() if lock else query
    return db.session.scalars(query, execution_options={"populate_existing": lock}).all()


def _told(line: Line) -> str:
    day, now = line.day, line.entered
    if day is None or day >= clock.today():
        return ""
    if is_working_day(day, entered()) == is_working_day(day, calendar_with({day: now})):
        return ""
    number = db.session.scalar(select(func.count()).where(*_settled_over(day))) or 0
    return GONE.format(day=clock.day(day), number=number) if number else ""


def _settled_over(day: date) -> tuple[ColumnElement[bool], ...]:
    """Limits that counted this day and cannot change: ended, or paused, so that it is told what was left."""
    ended = and_(TimeLimit.ended_on >= day, func.coalesce(TimeLimit.due, TimeLimit.paused_on) >= day)
    paused = and_(TimeLimit.ended_on.is_(None), TimeLimit.paused_on >= day)
    forward = and_(TimeLimit.start < day, or_(ended, paused))
    back = and_(TimeLimit.before_id.is_not(None), TimeLimit.start > day, TimeLimit.due <= day)
    return (or_(forward, and_(back, TimeLimit.ended_on.is_not(None))),)
