"""Everyone who had a part is told: events become notices, once for each event and person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, union

from yiguan.audit import events
from yiguan.audit.models import AuditEntry, Event
from yiguan.base import clock
from yiguan.base.act import Act, Everyone
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.store.db import Base, db
from yiguan.workflow.machines import entries as declared
from yiguan.workflow.stories import Pairs, stories


def concerned_by(subject: str, subject_id: int, *, listed: bool = False) -> set[int]:
    """Whom the slices name for the topics of the record, and on its own list where that is meant; one statement."""
    (topics,) = _of(subject, subject_id, (story.records for story in stories()))
    people = [_persons(pairs, topics) for story in stories() for pairs in story.concerned]
    people += _of(subject, subject_id, (story.listed for story in stories())) if listed else []
    return {person for person in db.session.scalars(union(*people)) if person}


def proposed_by(subject: str, subject_id: int) -> set[int]:
    """Whose own matters are in the topics of the record."""
    return _in_topics_of(subject, subject_id, (story.proposed for story in stories()))


def asked_by(subject: str, subject_id: int) -> set[int]:
    """Who proposed the topics of the record or supports them; whoever only attended is not among them."""
    return _in_topics_of(subject, subject_id, (pairs for s in stories() for pairs in (s.proposed, s.supported)))


def _in_topics_of(subject: str, subject_id: int, declared: Iterable[Sequence[Pairs]]) -> set[int]:
    (topics,) = _of(subject, subject_id, (story.records for story in stories()))
    people = [_persons(pairs, topics) for some in declared for pairs in some]
    return {person for person in db.session.scalars(union(*people)) if person}


def _of(subject: str, subject_id: int, declared: Iterable[Mapping[str, Pairs]]) -> list[Select[int]]:
    """What belongs to the record."""
    return [_second(by_kind[subject], subject_id) for by_kind in declared if subject in by_kind]


def _second(pairs: Pairs, first: int) -> Select[int]:
    one, other = pairs.selected_columns
    return pairs.with_only_columns(other).where(one == first)


def _persons(pairs: Pairs, topics: Select[int]) -> Select[int]:
    topic, person = pairs.selected_columns
    return pairs.with_only_columns(person).where(topic.in_(topics))


def tell_new(limit: int = 50) -> int:
    """Tells the people of at most `limit` events nobody was told of yet; returns how many events.

    The slices tell their own parties in the act itself, under the same key, so nobody is told twice.
    """
    waiting = events.waiting(limit)
    for event, entry in waiting:
        act = declared()[event.subject, event.act]
        assert isinstance(act, Act)  # noqa: S101 - only acts make events
        record = db.session.get_one(act.record, event.subject_id)
        for news in act.tells:
            if isinstance(news, Everyone):
                _tell(event, entry, record, news)
        events.told(event)
    return len(waiting)


def _tell(event: Event, entry: AuditEntry, record: Base, news: Everyone) -> None:
    """Whoever proposed the matter hears of their own case, which nobody mutes."""
    message, url = news.words(record, entry.note)
    people = concerned_by(event.subject, event.subject_id, listed=news.listed) - {entry.actor_id or 0}
    own = people & proposed_by(event.subject, event.subject_id)
    facts: dict[str, Any] = {"about": record, "url": url, "unit_id": news.prints(record)}
    with clock.at(entry.at):  # the day of the news is the day it happened, however late the worker comes
        tell(entry.event, own, message._replace(kind=NoticeKind.OWN_MATTER), **facts)
        tell(entry.event, people - own, message, **facts)
