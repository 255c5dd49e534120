"""换届: the appointments that a term ends, who goes on into the next one, and who takes over what is open (E23)."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager

from yiguan.administration import notices, rules
from yiguan.administration.staffing import NOT_YOURS, open_words
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid, require
from yiguan.organisation import closing
from yiguan.organisation.models import Term, Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import DEPARTMENT_KINDS, STATION_KINDS
from yiguan.people import appointing
from yiguan.people.models import Appointment
from yiguan.people.queries import held_on, names_of
from yiguan.people.states import ADMINS, MEMBERS, Role
from yiguan.store.db import db

ROLES = tuple(role for role in Role if role not in ADMINS)
"""What a term may end. 三员 keep the installation, whoever is elected."""
ELECTED = (*MEMBERS, Role.CONVENER, Role.CHAIR)
"""What it ends unless the office says otherwise."""
NOBODY = "一个任职也没有选到，什么都没有改动。请至少勾一种到届就结束的职务。"


class Left(NamedTuple):
    """What a unit leaves open, in words, and who works there on the next day; members alone do not."""

    unit: Unit
    open: str
    next: Sequence[int]


@dataclass(frozen=True)
class Turn:
    """What the end of a term on the day `on` changes; `stays` are the numbers of appointments whose holders go on."""

    actor: Actor
    on: date
    roles: Collection[Role] = ELECTED
    stays: Collection[str] = ()

    @property
    def next_day(self) -> date:
        return self.on + timedelta(days=1)

    @cached_property
    def ending(self) -> Sequence[Appointment]:
        """Held on the last day by others than the actor."""
        query = _with_unit().where(*held_on(self.on), self._of_roles, Appointment.person_id != self.actor.id)
        return db.session.scalars(query).all()

    def require_any(self) -> None:
        """Raises Invalid when nothing ends."""
        if not self.ending:
            raise Invalid(fields={"role": [NOBODY]})

    @property
    def staying(self) -> list[Appointment]:
        return [one for one in self.ending if str(one.id) in self.stays]

    @cached_property
    def own(self) -> Sequence[Appointment]:
        """The actor's, which a colleague ends."""
        return db.session.scalars(
            _with_unit().where(*held_on(self.on), self._of_roles, Appointment.person_id == self.actor.id)
        ).all()

    @cached_property
    def leaving(self) -> set[int]:
        """The persons who hold nothing on the next day."""
        before = {one.person_id for one in self.ending}
        return before - set(db.session.scalars(self._goes_on().where(Appointment.person_id.in_(before))))

    @cached_property
    def left(self) -> list[Left]:
        """The units that lose somebody who works there, as far as something is open; the district counts them all."""
        units = {one.unit for one in self.ending if one.role not in MEMBERS and one.unit.parent_id}
        told = [(unit, open_words(unit)) for unit in sorted(units, key=lambda one: one.path)]
        return [Left(unit, words, self._workers_of(unit)) for unit, words in told if words]

    def _workers_of(self, unit: Unit) -> Sequence[int]:
        here = (Appointment.unit_id == unit.id, Appointment.role.not_in(MEMBERS))
        return db.session.scalars(self._goes_on().where(*here).distinct()).all()

    def _goes_on(self) -> Select[int]:
        """The persons of appointments that are held on the next day, if this turn is made."""
        ending = [one.id for one in self.ending]
        untouched = and_(*held_on(self.next_day), Appointment.id.not_in(ending))
        stays = Appointment.id.in_([one.id for one in self.staying])
        return select(Appointment.person_id).where(or_(untouched, stays))

    @property
    def _of_roles(self) -> ColumnElement[bool]:
        return Appointment.role.in_(self.roles)


@contextmanager
def _said_of(one: Appointment) -> Iterator[None]:
    """What forbids one of many to go on is said with the name."""
    try:
        yield
    except Invalid as refusal:
        said = "".join(sentence for sentences in refusal.fields.values() for sentence in sentences)
        name = names_of([one.person_id]).get(one.person_id, "")
        raise Invalid(fields={"stays": [f"{name}（{one.unit.short_name}）不能连任：{said}"]}) from refusal


def left_open(day: date) -> list[Left]:
    """What stations and departments have open now, and who works there on this day: the list that is handed over."""
    found = []
    for unit in units_of(*{*STATION_KINDS, *DEPARTMENT_KINDS}):
        here = select(Appointment.person_id).where(Appointment.unit_id == unit.id, *held_on(day)).distinct()
        words = open_words(unit)
        if words:
            found.append(Left(unit, words, db.session.scalars(here.where(Appointment.role.not_in(MEMBERS))).all()))
    return found


def _with_unit() -> Select[Appointment]:
    joined = select(Appointment).join(Appointment.unit).options(contains_eager(Appointment.unit))
    return joined.order_by(Unit.path, Appointment.id)


def close(turn: Turn, term: Term, *, name: str) -> Term:
    """Ends the term and its appointments, appoints those who go on, tells everybody; returns the next term.

    Raises Conflict for a term that is closed, Invalid at the field that is wrong.
    """
    require(rules.can_appoint(turn.actor), NOT_YOURS)
    closing.require_open(term)
    turn.require_any()
    ending, staying, left = turn.ending, turn.staying, turn.left
    known = closing.next_of(term)
    bound = known.starts_on if known else date.max
    note = f"任职结束 {len(ending)} 个，其中连任 {len(staying)} 个"
    following = closing.close(turn.actor, term, on=turn.on, name=name, note=note)
    db.session.flush()
    appointing.settle_terms(bound, following.starts_on)
    for one in ending:
        appointing.end(turn.actor, one, on=turn.on, note=f"{term.label}换届")
    for one in staying:
        with _said_of(one):
            appointing.go_on(turn.actor, one, turn.next_day)
    notices.term_ended(term, [one for one in ending if one not in staying], turn.on)
    for there in left:
        notices.handed_on(term, there.unit, there.next, there.open, turn.next_day)
    return following
