"""A whole matter, walked through the acts of the slices it passes."""

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_officer
from tests.factories.topics import a_topic
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import db
from yiguan.topics import acts as topic_acts
from yiguan.topics.models import Topic
from yiguan.workflow.perform import perform

PHONE = "13800001234"


def a_joined_lead(unit: Unit | None = None, topic: Topic | None = None) -> tuple[Lead, Topic]:
    """A resident's lead in a candidate topic of its station."""
    unit = unit or a_station()
    lead = a_lead(unit, phone=PHONE)
    topic = topic or a_topic(unit)
    perform(topic_acts.ACCEPT, lead, by=a_convener(unit), topic=topic)
    db.session.commit()
    return lead, topic


def a_settled_topic(unit: Unit | None = None) -> tuple[Lead, Topic]:
    """The same, approved by the office."""
    lead, topic = a_joined_lead(unit)
    perform(topic_acts.SUBMIT, topic, by=a_convener(topic.unit))
    perform(topic_acts.APPROVE, topic, by=an_officer())
    db.session.commit()
    return lead, topic


def the_person(lead: Lead) -> Person:
    return leads.proposer_of(lead)
