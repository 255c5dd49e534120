from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Exists, Select, and_, or_, select
from sqlalchemy.orm import aliased

from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
from yiguan.people.joining import main_of
from yiguan.people.models import Alias, Person
from yiguan.people.states import OPENS_NOTHING, PersonKind
from yiguan.progress.models import ErasureWish
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.stories import stories

RECEIPT_WAITS = timedelta(days=7)
"""A wish made by a receipt, which staff read too, waits so long that the station can call the person first."""


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
    return _residents().where(~_of_a_record(lambda one: or_(one.created_at >= before, _needed(one, before))))


def wished() -> Select[Person]:
    """Those who want to be erased and have nothing open any more; who has no phone could be called before."""
    wishes = select(ErasureWish.person_id).where(ErasureWish.ended_at.is_(None))
    waited = Person.id.in_(wishes.where(ErasureWish.at <= clock.now() - RECEIPT_WAITS))
    return _residents().where(Person.id.in_(wishes), waited | _has_phone(), ~_open_now())


def needed_now(person_ids: Sequence[int]) -> Sequence[int]:
    """Those of them who have something open."""
    return db.session.scalars(select(Person.id).where(Person.id.in_(person_ids), _open_now())).all()


def wish_of(person_id: int) -> ErasureWish | None:
    running = (ErasureWish.person_id == person_id, ErasureWish.ended_at.is_(None))
    return db.session.scalar(select(ErasureWish).where(*running))


def _residents() -> Select[Person]:
    """Those with a name; the records of one person follow each other, so that they are erased in one night."""
    named = select(Person).where(Person.kind == PersonKind.RESIDENT, Person.erased_at.is_(None))
    return named.order_by(main_of(Person.id), Person.id)


def _has_phone() -> ColumnElement[bool]:
    """Their own one, or that of a record that shows theirs."""
    alias = aliased(Alias)
    shown = (alias.person_id == Person.id, alias.undone_at.is_(None), alias.proof.not_in(OPENS_NOTHING))
    by_another = select(alias.id).where(*shown).exists() & _of_a_record(lambda one: one.device_id.is_not(None))
    return Person.device_id.is_not(None) | by_another


def _open_now() -> ColumnElement[bool]:
    now = clock.now()
    return _of_a_record(lambda one: _needed(one, now))


def _of_a_record(holds: Callable[[type[Person]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Whether it holds of the person, or of another record that is counted as the same one."""
    alias, other = aliased(Alias), aliased(Person)
    running = (alias.undone_at.is_(None), alias.main_id == main_of(Person.id))
    group = select(alias.id).join(other, other.id.in_([alias.person_id, alias.main_id]))
    return or_(holds(Person), group.where(*running, holds(other)).exists())


def _needed(one: type[Person], before: datetime) -> ColumnElement[bool]:
    return or_(*(_is_one_of(one, persons) for story in stories() for persons in story.needs(before)))


def _is_one_of(one: type[Person], persons: Select[int | None]) -> Exists:
    (person_id,) = persons.selected_columns
    return persons.where(person_id == one.id).exists()
