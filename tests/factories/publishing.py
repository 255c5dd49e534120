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
from yiguan.organisation import values
from yiguan.organisation.models import ParameterValue, Unit
from yiguan.publishing.acts import CHECK, SCHEDULE, WITHDRAW, showing
from yiguan.publishing.covering import hide, redactions_of
from yiguan.publishing.models import Publication, Redaction
from yiguan.publishing.parameters import REVIEWS
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
    if state in (PublicationState.PREPARED, PublicationState.SCHEDULED):
        publication = prepare(a_settled_topic()[1])
    else:
        publication = a_publication()
    if state is PublicationState.WITHDRAWN:
        perform(WITHDRAW, publication, by=an_officer(), note="内容有误，改好再公开。")
    read_through(publication)
    if state is PublicationState.SCHEDULED:
        perform(SCHEDULE, publication, by=an_officer(), at=clock.now() + timedelta(days=1))
    db.session.commit()
    return publication


def read_through(publication: Publication, *, note: str = "", times: int = 2) -> Publication:
    """So many others say that they have read it."""
    for _ in range(times):
        perform(CHECK, publication, by=an_officer(), note=note)
    db.session.commit()
    return publication


def publish(by: Actor, topic: Topic, publication: Publication | None = None, *, note: str = "") -> Publication:
    """As the desk does: the page is prepared if there is none, read through by two others, and shown."""
    shown = publication or prepare(topic)
    read_through(shown, note=note)
    perform(showing(shown), shown, by=by)
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


def a_redaction(page: Publication) -> Redaction:
    """The first words of the topic are hidden on its page."""
    hide(page, page.topic.problem[:3])
    db.session.flush()
    return redactions_of(page)[-1]


def displayed(page: Publication) -> dict[str, str]:
    """Its display period is over."""
    page.display_until = clock.today() - timedelta(days=1)
    return {}


def reviewed_by(people: int) -> None:
    """So many have to read a page through before it is public."""
    db.session.add(ParameterValue(name=REVIEWS.name, value=str(people), valid_from=clock.today()))
    values.read_anew()
