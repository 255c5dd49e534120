"""界别 and 党派: what somebody belongs to from a day on. What stands in an attendance is never changed by it.

Party is kept and shown only where the installation says so.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.people.marks import AFFILIATE
from yiguan.people.models import Affiliation, Person
from yiguan.people.states import AffiliationKind
from yiguan.settings import settings
from yiguan.store.db import db

NOT_KEPT = "本平台不记{}，没有存下。要记，请运维人员按手册打开这一项。"


def kinds() -> list[AffiliationKind]:
    """What this installation keeps."""
    return [kind for kind in AffiliationKind if kind is not AffiliationKind.PARTY or settings().keeps_party]


def enter(actor: Actor, person: Person, kind: AffiliationKind, name: str, *, starts_on: date) -> Affiliation:
    """From this day on it is `name`; empty: none. What was entered for the same day is corrected.

    Raises Invalid at `kind` for what this installation does not keep.
    """
    if kind not in kinds():
        raise Invalid(fields={"kind": [NOT_KEPT.format(kind.label)]})
    same = (Affiliation.person_id == person.id, Affiliation.kind == kind, Affiliation.starts_on == starts_on)
    found = db.session.scalar(select(Affiliation).where(*same).with_for_update())
    found = found or Affiliation(person_id=person.id, kind=kind, starts_on=starts_on, is_sample=person.is_sample)
    found.name = name
    db.session.add(found)
    trail.record(found, AFFILIATE, by=actor)  # a party is nothing for the trail, which is never erased
    return found


def history_of(person_id: int) -> Sequence[Affiliation]:
    """What was entered and is kept here, the latest day first."""
    theirs = (Affiliation.person_id == person_id, Affiliation.kind.in_(kinds()))
    return db.session.scalars(select(Affiliation).where(*theirs).order_by(Affiliation.starts_on.desc())).all()
