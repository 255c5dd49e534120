"""Names and phones of residents go two years after their last matter ended; its words and the counts stay (PS-02)."""

from datetime import timedelta

from sqlalchemy import Exists, Select, and_, select, update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.progress.marks import ERASE
from yiguan.store.db import db
from yiguan.workflow.stories import stories

KEPT = timedelta(days=730)
"""domain.md §9.1, security.anonymise_after_y."""


def erase_old(limit: int = 200) -> int:
    """A few at a time; returns how many persons lost their name. Each leaves a row in the trail."""
    people = db.session.scalars(forgotten().limit(limit)).all()
    for person in people:
        trail.record(person, ERASE, by=SYSTEM)
    nothing = dict.fromkeys(("name", "name_index", "phone", "phone_index"))
    old = Person.id.in_([person.id for person in people])
    db.session.execute(update(Person).where(old).values(**nothing, erased_at=clock.now()))
    return len(people)


def forgotten() -> Select[Person]:
    """Residents whom no slice needs any more: nothing of theirs is open, nothing happened in two years."""
    before = clock.now() - KEPT
    whole = and_(Person.kind == PersonKind.RESIDENT, Person.erased_at.is_(None), Person.created_at < before)
    needed = [_is_one_of(persons) for story in stories() for persons in story.needs(before)]
    return select(Person).where(whole, *(~each for each in needed)).order_by(Person.id)


def _is_one_of(persons: Select[int | None]) -> Exists:
    (person_id,) = persons.selected_columns
    return persons.where(person_id == Person.id).exists()
