"""Reasons and fields of life, changed by the office from a day on; no row that was valid on a past day changes.

Changes and ends begin tomorrow at the earliest, since what was done today is read with today's wording.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, func, select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import Mark
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.organisation import marks
from yiguan.organisation.models import Field, Reason
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

L = TypeVar("L", bound=Field | Reason)
ONE_DAY = timedelta(days=1)
OWN = "own-"
"""Begins the codes of what the office adds; they are words of the API and never change."""
LAST_ONE = "从{day}起，这里就一个也选不到了，所以没有改动。请先加一个新的，再停用这个。"
TOO_EARLY = "最早从明天起：今天办的事，要照今天的说法读。请选{day}或以后的日子。"
PAST = "不能从过去的日子起，请选今天或以后的日子。"
NOT_LATEST = "它已经定了从{day}起改或者停，没有再改动。要改主意，请先收回那一次。"
BEGUN = "它已经用过，收不回来了，没有改动。不再用它，请定一个停用的日子。"


class Marks(NamedTuple):
    """The entries of the trail of one list."""

    add: Mark
    reword: Mark
    end: Mark
    take_back: Mark


MARKS = {
    Reason.__tablename__: Marks(marks.ADD_REASON, marks.REWORD_REASON, marks.END_REASON, marks.TAKE_BACK_REASON),
    Field.__tablename__: Marks(marks.ADD_FIELD, marks.REWORD_FIELD, marks.END_FIELD, marks.TAKE_BACK_FIELD),
}


def add_reason(actor: Actor, kind: ReasonKind, *, label: str, hint: str, valid_from: date) -> Reason:
    """Raises Invalid for a past day."""
    code = _next_code(select(Reason.code).where(Reason.kind == kind))
    return _add(actor, Reason(kind=kind, code=code, label=label, hint=hint, valid_from=valid_from))


def add_field(actor: Actor, *, label: str, words: str, valid_from: date) -> Field:
    """At the end of the list. Raises Invalid for a past day."""
    last = db.session.scalar(select(func.max(Field.position))) or 0
    code = _next_code(select(Field.code))
    return _add(actor, Field(code=code, label=label, words=words, position=last + 1, valid_from=valid_from))


def reword_reason(actor: Actor, reason: Reason, *, label: str, hint: str, valid_from: date) -> Reason:
    """Old records keep the old wording. Raises Invalid for today or earlier, Conflict if a change is pending."""
    _require_latest(reason, valid_from)
    now = _same_day(reason, valid_from) or Reason(kind=reason.kind, code=reason.code, valid_from=valid_from)
    now.label, now.hint = label, hint
    return _reword(actor, reason, now)


def reword_field(actor: Actor, field: Field, *, label: str, words: str, valid_from: date) -> Field:
    """As `reword_reason`."""
    _require_latest(field, valid_from)
    now = _same_day(field, valid_from) or Field(code=field.code, valid_from=valid_from)
    now.label, now.words, now.position = label, words, field.position
    return _reword(actor, field, now)


def end(actor: Actor, row: L, *, valid_from: date) -> None:
    """From this day on it is offered no more. Raises Invalid if no other would be left, Conflict if it ends already."""
    _require_latest(row, valid_from)
    row.valid_to = valid_from - ONE_DAY
    _require_choice(row)
    trail.record(row, MARKS[row.__tablename__].end, by=actor, note=f"“{row.label}”从{clock.day(valid_from)}起停用")


def take_back(actor: Actor, row: L) -> None:
    """What has not begun yet: a new entry, a new wording, an end. Raises Conflict if there is nothing of it."""
    _lock(row)
    today, note = clock.today(), ""
    before = [one for one in of_code(row) if one.valid_to == row.valid_from - ONE_DAY and not one.was_taken_back]
    if row.was_taken_back:
        raise Conflict(BEGUN, code="wrong_state")
    if row.valid_from > today:
        row.valid_to = row.valid_from - ONE_DAY
        for one in before:
            one.valid_to = None
        note = f"“{row.label}”，本来从{clock.day(row.valid_from)}起"
    elif row.valid_to is not None and row.valid_to >= today and not _successor(row):
        note = f"“{row.label}”不停用了，本来到{clock.day(row.valid_to)}为止"
        row.valid_to = None
    else:
        raise Conflict(BEGUN, code="wrong_state")
    _require_choice(row)
    trail.record(row, MARKS[row.__tablename__].take_back, by=actor, note=note)


def move(actor: Actor, field: Field, *, up: bool) -> None:
    """One place up or down among those of today and later; nothing happens at the edge."""
    _lock(field)
    places = sorted({one.position: one.code for one in _alive(field)}.items())
    at = next((n for n, (_, code) in enumerate(places) if code == field.code), 0)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(places):
        return
    swapped = {places[at][1]: places[other][0], places[other][1]: places[at][0]}
    for one in _siblings(field):
        one.position = swapped.get(one.code, one.position)
    trail.record(field, marks.MOVE_FIELD, by=actor, note=f"“{field.label}”{'往前' if up else '往后'}")


def of_code(row: L) -> Sequence[L]:
    """Every wording of one entry, the latest first."""
    return sorted((one for one in _siblings(row) if one.code == row.code), key=lambda one: one.valid_from, reverse=True)


def upcoming(row: L) -> bool:
    """Whether something about the row has not begun yet, which can be taken back."""
    today = clock.today()
    ends = row.valid_to is not None and row.valid_to >= today and not _successor(row)
    return not row.was_taken_back and (row.valid_from > today or ends)


def _add(actor: Actor, row: L) -> L:
    if row.valid_from < clock.today():
        raise Invalid(fields={"valid_from": [PAST]})
    db.session.add(row)
    note = f"“{row.label}”从{clock.day(row.valid_from)}起"
    trail.record(row, MARKS[row.__tablename__].add, by=actor, note=note)
    return row


def _reword(actor: Actor, before: L, now: L) -> L:
    before.valid_to, now.valid_to = now.valid_from - ONE_DAY, None
    db.session.add(now)
    note = f"“{before.label}”从{clock.day(now.valid_from)}起改成“{now.label}”"
    trail.record(now, MARKS[now.__tablename__].reword, by=actor, note=note)
    return now


def _require_latest(row: L, valid_from: date) -> None:
    _lock(row)
    tomorrow = max(clock.today(), row.valid_from) + ONE_DAY
    if row.valid_to is not None:
        raise Conflict(NOT_LATEST.format(day=clock.day(row.valid_to + ONE_DAY)), code="wrong_state")
    if valid_from < tomorrow:
        raise Invalid(fields={"valid_from": [TOO_EARLY.format(day=clock.day(tomorrow))]})


def _require_choice(row: L) -> None:
    """On every day from today on, something of the list can be chosen."""
    alive = _alive(row)
    days = sorted({clock.today(), *(one.valid_to + ONE_DAY for one in alive if one.valid_to is not None)})
    for day in days:
        if not any(one.is_valid(day) for one in alive):
            raise Conflict(LAST_ONE.format(day=clock.day(day)), code="last_one")


def _siblings(row: L) -> Sequence[L]:
    """The whole list that the row is on, with the rows that are over."""
    return db.session.scalars(_list_of(row)).all()


def _alive(row: L) -> list[L]:
    return [one for one in _siblings(row) if one.valid_to is None or one.valid_to >= clock.today()]


def _successor(row: L) -> bool:
    return row.valid_to is not None and any(one.valid_from == row.valid_to + ONE_DAY for one in of_code(row))


def _same_day(row: L, valid_from: date) -> L | None:
    """A wording from the same day that was taken back; its row is used again."""
    return next((one for one in of_code(row) if one.valid_from == valid_from), None)


def _list_of(row: L) -> Select[L]:
    model = type(row)
    query: Select[L] = select(model).order_by(model.id)
    return query.where(Reason.kind == row.kind) if isinstance(row, Reason) else query


def _lock(row: L) -> None:
    """Two officers who end the last two entries at once do so one after the other."""
    db.session.scalars(_list_of(row).with_for_update(), execution_options={"populate_existing": True}).all()


def _next_code(codes: Select[str]) -> str:
    used = [int(code.removeprefix(OWN)) for code in db.session.scalars(codes) if code.startswith(OWN)]
    return f"{OWN}{max(used, default=0) + 1}"
