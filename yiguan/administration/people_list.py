"""Reads for those who appoint: people of the staff with what they hold, held, or will hold."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.errors import NotFound
from yiguan.organisation.models import Unit
from yiguan.people import namesakes, vault
from yiguan.people.appointing import overlaps
from yiguan.people.models import Account, Appointment, Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db


class Listed(NamedTuple):
    """A line of the list: a person, and their appointments that are not over."""

    person: Person
    name: str
    held: list[Appointment]
    has_account: bool


def people(*, name: str = "", unit: str = "", show: str | None = None) -> Select[Person]:
    """Staff by name and unit (its code); of `current` ones, of those without an account, or of those who left."""
    running = _running()
    if unit:
        here = select(Unit.path).where(Unit.code == unit).scalar_subquery()
        running = running.where(Appointment.unit_id == Unit.id, Unit.path.startswith(here))
    query = select(Person).where(Person.kind != PersonKind.RESIDENT, Person.erased_at.is_(None))
    query = query.where(~running.exists() if show == "ended" else running.exists())
    if show == "without":
        query = query.where(~exists().where(Account.person_id == Person.id))
    if name:
        query = query.where(Person.id.in_(namesakes.named(name)))
    return query.order_by(Person.created_at, Person.id)


def told(found: Sequence[Person]) -> list[Listed]:
    """What the list says of these people, in two more statements."""
    ids = [person.id for person in found]
    query = select(Appointment).where(Appointment.person_id.in_(ids), *overlaps(clock.today(), None))
    held: dict[int, list[Appointment]] = {}
    for one in db.session.scalars(query.options(joinedload(Appointment.unit)).order_by(Appointment.id)):
        held.setdefault(one.person_id, []).append(one)
    known = set(db.session.scalars(select(Account.person_id).where(Account.person_id.in_(ids))))
    return [Listed(one, vault.name_of(one), held.get(one.id, []), one.id in known) for one in found]


def get_person(person_id: int) -> Person:
    """Somebody of the staff. Raises NotFound."""
    found = db.session.get(Person, person_id) if 0 < person_id < 2**63 else None
    if found is None or found.kind is PersonKind.RESIDENT:
        raise NotFound("没有这个人。请回到“人员”再找。")
    return found


def appointments_of(person_id: int) -> Sequence[Appointment]:
    """All of them, those that are not over first."""
    over = func.coalesce(Appointment.ends_on < clock.today(), False)
    query = select(Appointment).where(Appointment.person_id == person_id).options(joinedload(Appointment.unit))
    return db.session.scalars(query.order_by(over, Appointment.starts_on.desc(), Appointment.id)).all()


def get_appointment(person_id: int, appointment_id: int) -> Appointment:
    """Raises NotFound."""
    query = select(Appointment).where(Appointment.id == appointment_id, Appointment.person_id == person_id)
    found = db.session.scalar(query.options(joinedload(Appointment.unit)))
    if found is None:
        raise NotFound("没有这个任职。请回到“人员”再找。")
    return found


def account_of(person_id: int) -> Account | None:
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def _running() -> Select[Appointment]:
    return select(Appointment).where(Appointment.person_id == Person.id, *overlaps(clock.today(), None))
