from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, and_, or_, select

from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
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
