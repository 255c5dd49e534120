from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from yiguan.kernel.actor import Actor
from yiguan.kernel.db import db
from yiguan.organisation.models import Unit
from yiguan.progress.stages import stages_of
from yiguan.progress.states import Stage
from yiguan.publishing.models import Publication
from yiguan.publishing.states import PublicationState
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState


def published() -> Select[Publication]:
    """What everybody may read, the latest first."""
    return (
        select(Publication)
        .join(Publication.topic)
        .options(contains_eager(Publication.topic).joinedload(Topic.unit))
        .where(Publication.state == PublicationState.PUBLISHED)
        .order_by(Publication.first_at.desc(), Publication.id.desc())
    )


def published_at(unit_id: int, limit: int = 6) -> list[tuple[Topic, Stage]]:
    """The topics a station's own page names, with how far each has come."""
    found = db.session.scalars(published().where(Topic.unit_id == unit_id).limit(limit)).unique().all()
    return with_stages([publication.topic for publication in found])


def with_stages(topics: Sequence[Topic]) -> list[tuple[Topic, Stage]]:
    stages = stages_of(topics)
    return [(topic, stages[topic.id]) for topic in topics]


def to_publish(actor: Actor) -> Select[Topic]:
    """Approved topics within reach that nobody can read yet; the oldest first."""
    shown = select(Publication.topic_id).where(Publication.state == PublicationState.PUBLISHED)
    query = select(Topic).join(Topic.unit).options(contains_eager(Topic.unit)).where(actor.reaches(Unit.path))
    return query.where(Topic.state == TopicState.APPROVED, Topic.id.not_in(shown)).order_by(Topic.id)
