"""Names and phones of residents go two years after their last matter ended; its words and the counts stay (PS-02)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Exists, Select, and_, delete, select, update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.people.models import Person, RawScan
from yiguan.people.states import PersonKind
from yiguan.progress import erased
from yiguan.progress.marks import ERASE
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.workflow.stories import stories

KEPT = timedelta(days=730)
"""domain.md §9.1, security.anonymise_after_y."""
RAW_KEPT = timedelta(days=90)
"""Long after the last correction of a meeting's sheet."""


def erase_old(limit: int = 200) -> int:
    """A few at a time; returns how many persons lost their name. Each leaves a row in the trail and on the list."""
    people = db.session.scalars(forgotten().limit(limit)).all()
    erased.note(settings(), [person.id for person in people])
    return _erase(people)


def erase_again(limit: int = 200) -> int:
    """Whoever is on the list and has a name, since the database was restored. Raises erased.Unreadable."""
    listed, people = sorted(erased.ids(settings())), []
    for some in (listed[start : start + limit] for start in range(0, len(listed), limit)):
        named = select(Person).where(Person.id.in_(some), Person.erased_at.is_(None)).order_by(Person.id)
        if people := list(db.session.scalars(named)):
            break
    return _erase(people)


def _erase(people: Sequence[Person]) -> int:
    for person in people:
        trail.record(person, ERASE, by=SYSTEM)
    ids = [person.id for person in people]
    nothing = dict.fromkeys(("name", "name_index", "phone", "phone_index"))
    db.session.execute(update(Person).where(Person.id.in_(ids)).values(**nothing, erased_at=clock.now()))
    for story in stories() if ids else ():
        story.forgets(ids)
    return len(ids)


def forget_scans() -> int:
    """Deletes the texts of unclear scans, and returns how many; what they were settled to stays."""
    old = delete(RawScan).where(RawScan.at < clock.now() - RAW_KEPT)
    return len(db.session.execute(old.returning(RawScan.id)).all())


def forgotten() -> Select[Person]:
    """Residents whom no slice needs any more: nothing of theirs is open, nothing happened in two years."""
    before = clock.now() - KEPT
    whole = and_(Person.kind == PersonKind.RESIDENT, Person.erased_at.is_(None), Person.created_at < before)
    needed = [_is_one_of(persons) for story in stories() for persons in story.needs(before)]
    return select(Person).where(whole, *(~each for each in needed)).order_by(Person.id)


def _is_one_of(persons: Select[int | None]) -> Exists:
    (person_id,) = persons.selected_columns
    return persons.where(person_id == Person.id).exists()
