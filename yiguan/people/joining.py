"""Two records of one person are counted once, by an alias that keeps both and can be undone (product.md §5.1)."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.people.marks import JOIN, PART
from yiguan.people.models import Alias, Person
from yiguan.people.states import JoinProof
from yiguan.store.db import db

L = Alias.__table__.c


def main_of(person_id: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """The record that this one is counted as: the main one of its join, else itself."""
    joined = select(L.main_id).where(L.person_id == person_id, L.undone_at.is_(None)).scalar_subquery()
    return func.coalesce(joined, person_id)


def join(actor: Actor, person: Person, main: Person, proof: JoinProof) -> Alias:
    """From now on `person` is counted as `main`; what was joined to `person` before follows.

    The caller has the proof. Rows, receipts and codes of both stay.
    """
    for alias in joined_to(person.id):
        alias.main_id = main.id
    alias = Alias(person_id=person.id, main_id=main.id, proof=proof, device_id=person.device_id, at=clock.now())
    alias.by = actor.id or 0
    db.session.add(alias)
    trail.record(alias, JOIN, by=actor, note=proof.label)
    return alias


def part(actor: Actor, alias: Alias) -> None:
    """The two are counted as two again, and the one has its phone back, unless its name came there anew."""
    alias.undone_at, alias.undone_by = clock.now(), actor.id
    person = db.session.get_one(Person, alias.person_id)
    taken = select(Person.id).where(Person.device_id == alias.device_id, Person.name_index == person.name_index)
    person.device_id = alias.device_id if db.session.scalar(taken) is None else None
    db.session.flush()
    trail.record(alias, PART, by=actor)


def joined_to(main_id: int) -> list[Alias]:
    """The joins by which other records are counted as this one."""
    running = (Alias.main_id == main_id, Alias.undone_at.is_(None))
    return list(db.session.scalars(select(Alias).where(*running).order_by(Alias.id)))
