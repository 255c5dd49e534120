"""Everyone who had a part is told: events become notices, once for each event and person."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit import events
from yiguan.audit.models import AuditEntry, Event
from yiguan.base import clock
from yiguan.base.act import Act, Everyone
from yiguan.leads.models import Lead
from yiguan.meetings.models import MeetingTopic
from yiguan.notifications.service import tell
from yiguan.recommendations.models import Recommendation
from yiguan.registrations import queries as registrations
from yiguan.store.db import Base, db
from yiguan.topics.models import Support, Topic, TopicLead
from yiguan.workflow.machines import entries as declared


def topics_of(record: Base) -> Sequence[int]:
    """The topics an event is about."""
    if isinstance(record, Topic):
        return [record.id]
    if isinstance(record, Recommendation):
        return [record.topic_id]
    return db.session.scalars(select(MeetingTopic.topic_id).where(MeetingTopic.meeting_id == record.id)).all()


def concerned(topic_ids: Sequence[int]) -> set[int]:
    """Proposers of leads in the topics, those who support them, those who came to their meetings; one statement."""
    proposers = select(Lead.person_id).join(TopicLead, TopicLead.lead_id == Lead.id)
    proposers = proposers.where(TopicLead.topic_id.in_(topic_ids), TopicLead.left_at.is_(None))
    supporters = select(Support.person_id).where(Support.topic_id.in_(topic_ids), Support.withdrawn_at.is_(None))
    came = select(CheckIn.person_id).join(MeetingTopic, MeetingTopic.meeting_id == CheckIn.meeting_id)
    came = came.where(MeetingTopic.topic_id.in_(topic_ids), CheckIn.state == CheckInState.COUNTED)
    return {person for person in db.session.scalars(proposers.union(supporters, came)) if person}


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
    title, text, url = news.words(record, entry.note)
    listed = registrations.concerned(record.id) if news.listed else set()
    people = (concerned(topics_of(record)) | listed) - {entry.actor_id or 0}
    unit_id = record.unit_id  # type: ignore[attr-defined]
    with clock.at(entry.at):  # the day of the news is the day it happened, however late the worker comes
        tell(entry.event, people, about=record, title=title[:80], text=text, url=url, unit_id=unit_id)
