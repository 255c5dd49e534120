"""界别 and 党派: what somebody belongs to from a day on. What stands in an attendance is never changed by it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.people.marks import AFFILIATE
from yiguan.people.models import Affiliation, Person
from yiguan.people.states import AffiliationKind
from yiguan.store.db import db


def enter(actor: Actor, person: Person, kind: AffiliationKind, name: str, *, starts_on: date) -> Affiliation:
    """From this day on it is `name`; empty: none. What was entered for the same day is corrected."""
    same = (Affiliation.person_id == person.id, Affiliation.kind == kind, Affiliation.starts_on == starts_on)
    found = db.session.scalar(select(Affiliation).where(*same).with_for_update())
    found = found or Affiliation(person_id=person.id, kind=kind, starts_on=starts_on, is_sample=person.is_sample)
    before, found.name = found.name or "", name
    db.session.add(found)
    trail.record(found, AFFILIATE, by=actor, before=before, after=name)
    return found


def history_of(person_id: int, *kinds: AffiliationKind) -> Sequence[Affiliation]:
    """What was entered, the latest day first."""
    theirs = (Affiliation.person_id == person_id, Affiliation.kind.in_(kinds))
    return db.session.scalars(select(Affiliation).where(*theirs).order_by(Affiliation.starts_on.desc())).all()
