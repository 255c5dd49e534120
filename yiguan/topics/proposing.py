"""How a topic begins: as a candidate of a unit."""

from functools import partial

from yiguan.audit import trail
from yiguan.base import clock, codes
from yiguan.base.actor import Actor
from yiguan.base.errors import require
from yiguan.leads.reporting import check_field
from yiguan.organisation.models import Unit
from yiguan.store.db import db, unused
from yiguan.topics import rules
from yiguan.topics.marks import CREATE
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicLevel, TopicSource


def create_topic(
    actor: Actor,
    unit: Unit,
    *,
    title: str,
    problem: str,
    affected: str = "",
    place: str = "",
    field: str = "",
    source: TopicSource = TopicSource.STATION_FOUND,
    level: TopicLevel = TopicLevel.STATION,
) -> Topic:
    """A candidate of this unit. Raises Invalid for a field nobody listed."""
    require(rules.can_propose(actor, unit))
    check_field(field)
    code = unused(Topic.code, partial(codes.random_code, 6))
    topic = Topic(code=code, unit_id=unit.id, unit=unit, at=clock.now(), title=title, problem=problem)
    topic.affected, topic.place, topic.field, topic.source, topic.level = affected, place, field, source, level
    db.session.add(topic)
    trail.record(topic, CREATE, by=actor)
    return topic
