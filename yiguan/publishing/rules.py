from yiguan.base.actor import SYSTEM, Actor
from yiguan.minutes.models import Minutes
from yiguan.people.states import DISTRICT_STAFF
from yiguan.publishing.models import Publication
from yiguan.topics.models import Topic

PUBLISHERS = DISTRICT_STAFF


def can_publish_some(actor: Actor) -> bool:
    return actor.has(*PUBLISHERS)


def can_publish(actor: Actor, topic: Topic) -> bool:
    """The office and the committees, over the station the topic belongs to."""
    return actor.has(*PUBLISHERS, path=topic.unit.path)


def can_prepare(actor: Actor, publication: Publication) -> bool:
    return can_publish(actor, publication.topic)


def can_show(actor: Actor, publication: Publication) -> bool:
    """The worker shows, at the time that was set, what people have read through."""
    return can_show_topic(actor, publication.topic)


def can_show_topic(actor: Actor, topic: Topic) -> bool:
    return actor.kind == SYSTEM.kind or can_publish(actor, topic)


def can_show_minutes(actor: Actor, minutes: Minutes) -> bool:
    return actor.kind == SYSTEM.kind or actor.has(*PUBLISHERS, path=minutes.unit.path)
