"""Names and phones of residents go a time after their last matter ended; its words and the counts stay (PS-02)."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, select, update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.organisation.values import value_of
from yiguan.people.models import Person, RawScan
from yiguan.progress import erased
from yiguan.progress.marks import ERASE
from yiguan.progress.models import ErasureWish
from yiguan.progress.parameters import NAMES_KEPT, SCANS_KEPT
from yiguan.progress.queries import forgotten, wished
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.workflow.stories import stories


def erase_old(limit: int = 200) -> int:
    """A few at a time; returns how many persons lost their name. Each leaves a row in the trail and on the list."""
    return _erase_noted(forgotten(value_of(NAMES_KEPT)).limit(limit))


def erase_wished(limit: int = 200) -> int:
    """Those who asked for it and have nothing open; as above."""
    return _erase_noted(wished().limit(limit))


def _erase_noted(query: Select[Person]) -> int:
    people = db.session.scalars(query).all()
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
    wishes = (ErasureWish.person_id.in_(ids), ErasureWish.ended_at.is_(None))
    db.session.execute(update(ErasureWish).where(*wishes).values(ended_at=clock.now()))
    for story in stories() if ids else ():
        story.forgets(ids)
    return len(ids)


def forget_scans() -> int:
    """Deletes the texts of unclear scans, and returns how many; what they were settled to stays."""
    old = delete(RawScan).where(RawScan.at < clock.now() - timedelta(days=value_of(SCANS_KEPT)))
    return len(db.session.execute(old.returning(RawScan.id)).all())
