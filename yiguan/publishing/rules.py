from yiguan.base.actor import Actor
from yiguan.people.states import DISTRICT_STAFF
from yiguan.topics.models import Topic

PUBLISHERS = tuple(map(str, DISTRICT_STAFF))


def can_publish(actor: Actor, topic: Topic) -> bool:
    """The office and the committees, over the station the topic belongs to."""
    return actor.has(*PUBLISHERS, path=topic.unit.path)
