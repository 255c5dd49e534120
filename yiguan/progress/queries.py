from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Exists, Select, and_, or_, select

from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.stories import stories


def news_of(lead: Lead, topic: Topic | None) -> Sequence[Notice]:
    """What the proposer was told about this lead, its topic and what became of it, the latest first."""
    about = [and_(Notice.subject == "lead", Notice.subject_id == lead.id), *(_about(topic) if topic else ())]
    query = select(Notice).where(Notice.person_id == lead.person_id, or_(*about))
    return db.session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).limit(20)).all()


def _about(topic: Topic) -> Iterator[ColumnElement[bool]]:
    """The notices about any record that a slice counts to the topic."""
    for story in stories():
        for kind, pairs in story.records.items():
            record_id, topic_id = pairs.selected_columns
            records = pairs.with_only_columns(record_id).where(topic_id == topic.id)
            yield and_(Notice.subject == kind, Notice.subject_id.in_(records))


def forgotten(months: int) -> Select[Person]:
    """Residents whom no slice needs any more: nothing of theirs is open, nothing happened for so many months."""
    before = clock.now() - timedelta(days=365 * months // 12)
    whole = and_(Person.kind == PersonKind.RESIDENT, Person.erased_at.is_(None), Person.created_at < before)
    needed = [_is_one_of(persons) for story in stories() for persons in story.needs(before)]
    return select(Person).where(whole, *(~each for each in needed)).order_by(Person.id)


def _is_one_of(persons: Select[int | None]) -> Exists:
    (person_id,) = persons.selected_columns
    return persons.where(person_id == Person.id).exists()
