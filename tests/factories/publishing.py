from datetime import timedelta

from tests.factories.meetings import a_meeting, an_approved_topic
from tests.factories.minutes import minutes_of
from tests.factories.people import an_officer
from tests.factories.progress import a_settled_topic
from tests.factories.recommendations import a_recommendation
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.publishing.acts import WITHDRAW, showing
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.states import PublicationState
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform


def a_publication(topic: Topic | None = None) -> Publication:
    """A topic that everybody may read."""
    topic = topic or a_settled_topic()[1]
    publication = publish(an_officer(), topic)
    db.session.commit()
    return publication


def a_page(state: PublicationState) -> Publication:
    """A topic's page in this state."""
    if state is PublicationState.PREPARED:
        return prepare(a_settled_topic()[1])
    publication = a_publication()
    if state is PublicationState.WITHDRAWN:
        perform(WITHDRAW, publication, by=an_officer(), note="内容有误，改好再公开。")
    db.session.commit()
    return publication


def publish(by: Actor, topic: Topic, publication: Publication | None = None, **given: str) -> Publication:
    """As the desk does: the page is prepared if there is none, and shown."""
    shown = publication or prepare(topic)
    perform(showing(shown), shown, by=by, **given)
    return shown


def a_shown_topic(unit: Unit) -> Publication:
    """The bare rows of a public topic, for long lists."""
    topic, now = an_approved_topic(unit), clock.now()
    publication = Publication(topic_id=topic.id, topic=topic, state=PublicationState.PUBLISHED)
    publication.first_at = publication.reviewed_at = now
    db.session.add(publication)
    db.session.commit()
    return publication


def a_deliberated_topic() -> tuple[Lead, Topic, Meeting]:
    """A settled topic with yesterday's meeting and its confirmed minutes."""
    lead, topic = a_settled_topic()
    return lead, topic, deliberate(topic)


def deliberate(topic: Topic) -> Meeting:
    starts = clock.now() - timedelta(days=1)
    meeting = a_meeting(MeetingState.ENDED, topic.unit, starts_at=starts, topics=[topic.code])
    minutes_of(meeting, MinutesState.CONFIRMED)
    return meeting


def a_concluded_topic() -> tuple[Lead, Topic, Recommendation]:
    """The same with a signed recommendation."""
    lead, topic, meeting = a_deliberated_topic()
    return lead, topic, a_recommendation(RecommendationState.ISSUED, meeting)
