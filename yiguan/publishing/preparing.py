from yiguan.publishing.models import Publication
from yiguan.store.db import db
from yiguan.topics.models import Topic


def prepare(topic: Topic) -> Publication:
    """A page that nobody sees yet."""
    publication = Publication(topic_id=topic.id, topic=topic, is_sample=topic.is_sample)
    db.session.add(publication)
    db.session.flush()
    return publication
