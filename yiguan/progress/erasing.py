"""Names and phones of residents go two years after their last matter ended; its words and the counts stay (PS-02)."""

from datetime import timedelta

from sqlalchemy import Select, and_, select, update

from yiguan.attendance.models import CheckIn
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.progress.marks import ERASE
from yiguan.store.db import db
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.states import ENDED

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
    """Residents of whom nothing is open and nothing happened in two years."""
    before = clock.now() - KEPT
    told = select(Lead.id).where(Lead.person_id == Person.id, (Lead.at >= before) | Lead.state.in_(OPEN))
    joined = select(TopicLead.id).join(Lead, Lead.id == TopicLead.lead_id).join(Topic, Topic.id == TopicLead.topic_id)
    running = joined.where(Lead.person_id == Person.id, Topic.state.not_in(ENDED), TopicLead.left_at.is_(None))
    came = select(CheckIn.id).where(CheckIn.person_id == Person.id, CheckIn.at >= before)
    whole = and_(Person.kind == PersonKind.RESIDENT, Person.erased_at.is_(None), Person.created_at < before)
    return select(Person).where(whole, ~told.exists(), ~running.exists(), ~came.exists()).order_by(Person.id)
