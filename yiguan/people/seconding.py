"""Two of the staff: what one of them asks for takes effect when another confirms it (decision 0039)."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.people.models import Alias, Seconded
from yiguan.people.states import CONVENING, DISTRICT_STAFF, Role
from yiguan.store.db import db
from yiguan.store.reach import reaches

A = TypeVar("A", bound=Seconded)
SEERS = (*CONVENING, *DISTRICT_STAFF)
SECONDS = (*CONVENING, Role.OFFICER)
PATIENCE = timedelta(hours=24)
"""How long somebody may wait for a second one to confirm."""


def can_ask(actor: Actor, unit: Unit) -> bool:
    """Signed in, since a program cannot look at a person."""
    return actor.kind == "staff" and actor.has(*SEERS, path=unit.path)


def is_about(actor: Actor, people: Collection[int]) -> bool:
    """Whether one of these records is the actor's own or counted as theirs; then they neither ask nor confirm."""
    return actor.id in people or db.session.scalar(_counted_as(actor, Alias.person_id.in_(people)).limit(1)) is not None


def _counted_as(actor: Actor, *records: ColumnElement[bool]) -> Select[int]:
    return select(Alias.person_id).where(Alias.main_id == actor.id, Alias.undone_at.is_(None), *records)


def can_confirm(actor: Actor, asked: Seconded) -> bool:
    """Another person of the unit, or the office; never who asked, and nobody whom it is about."""
    return actor.id != asked.asked_by and answers_for(actor, asked) and not is_about(actor, asked.people)


def can_refuse(actor: Actor, asked: Seconded) -> bool:
    """Also who asked, before somebody confirms."""
    return actor.kind == "staff" and _over(actor, asked, *SEERS)


def answers_for(actor: Actor, asked: Seconded) -> bool:
    """Staff of the unit where it was asked; the office where no unit asked."""
    return actor.kind == "staff" and _over(actor, asked, *SECONDS)


def _over(actor: Actor, asked: Seconded, *roles: Role) -> bool:
    return actor.has(*roles, path=asked.unit.path) if asked.unit else actor.has(Role.OFFICER)


def visible_to(actor: Actor, record: type[A]) -> Select[A]:
    """Every look of staff starts here: what was asked at their own unit."""
    query = select(record).join(Unit, Unit.id == record.unit_id).where(reaches(actor, Unit.path, *SEERS))
    return query.options(contains_eager(record.unit))


def to_confirm(actor: Actor, record: type[A], *waiting: ColumnElement[bool]) -> Sequence[A]:
    """What waits for somebody else than who asked and whom it is about, the oldest first."""
    within = reaches(actor, Unit.path, *SECONDS)
    own = (getattr(record, name).in_(_counted_as(actor)) | (getattr(record, name) == actor.id) for name in record.ABOUT)
    others = (record.until > clock.now(), record.asked_by != actor.id, ~or_(*own))
    return db.session.scalars(visible_to(actor, record).where(within, *others, *waiting).order_by(record.at)).all()
