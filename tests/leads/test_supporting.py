"""我也一样 on a lead (TP-07): one person once, taken back with the row kept, counted in the topic it joins."""

import pytest
from sqlalchemy import select

from tests.factories.leads import a_lead, the_walk
from tests.factories.people import a_convener, a_resident
from tests.factories.topics import a_topic
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Forbidden
from yiguan.leads import queries
from yiguan.leads.models import LeadSupport
from yiguan.leads.states import LeadState
from yiguan.leads.supporting import support, supporters, take_back
from yiguan.notifications.models import Notice
from yiguan.people.models import Person
from yiguan.store.db import db
from yiguan.topics.acts import ACCEPT
from yiguan.topics.face import supporters as supporters_of_topic
from yiguan.topics.models import Support
from yiguan.workflow.perform import perform


@pytest.mark.row("TP-07")
def test_however_often_somebody_taps_they_support_once(app):
    lead, person = a_lead(), a_resident("何秀兰")
    for _ in range(3):
        support(person, lead)
    assert (supporters(lead), [entry.act for entry in entries_of(lead)].count("support")) == (1, 1)


@pytest.mark.row("TP-07")
def test_taking_it_back_keeps_the_row_and_it_can_be_given_again(app):
    lead, person = a_lead(), a_resident("何秀兰")
    support(person, lead)
    take_back(person, lead)
    take_back(person, lead)
    assert (supporters(lead), queries.supporters_of(lead)) == (0, [])
    assert db.session.scalars(select(LeadSupport)).one().withdrawn_at is not None
    support(person, lead)
    assert queries.supporters_of(lead) == [person.id]
    assert len(db.session.scalars(select(LeadSupport)).all()) == 1


def test_who_never_supported_takes_nothing_back(app):
    lead = a_lead()
    take_back(a_resident("何秀兰"), lead)
    assert [entry.act for entry in entries_of(lead)] == ["create"]


@pytest.mark.parametrize("state", [LeadState.ACCEPTED, LeadState.DECLINED, LeadState.WITHDRAWN])
def test_a_lead_that_is_decided_is_supported_no_more(app, state):
    with pytest.raises(Forbidden) as refused:
        support(a_resident("何秀兰"), a_lead(state=state))
    assert "没有记下" in refused.value.message


def test_nobody_supports_their_own_words(app):
    lead = a_lead()
    with pytest.raises(Forbidden):
        support(db.session.get_one(Person, lead.person_id), lead)


@pytest.mark.row("TR-04")
def test_a_topic_counts_each_supporter_of_its_leads_once(app):
    topic, both = a_topic(), a_resident("何秀兰")
    leads = [a_lead(topic.unit) for _ in range(2)]
    for lead in leads:
        support(both, lead)
        support(a_resident(f"邻居{lead.id}"), lead)
        perform(ACCEPT, lead, by=a_convener(topic.unit), topic=topic)
    db.session.add(Support(topic_id=topic.id, person_id=both.id, at=clock.now()))
    db.session.commit()
    assert supporters_of_topic(topic) == 3


def test_supporters_hear_that_it_was_declined_but_not_the_words_to_the_proposer(app):
    lead, person = a_lead(), a_resident("何秀兰")
    support(person, lead)
    the_walk(lead, LeadState.DECLINED)
    told = db.session.scalars(select(Notice).where(Notice.person_id == person.id)).one()
    assert "没有采用" in told.title
    assert "12345" not in told.text
    assert lead.receipt not in f"{told.title}{told.text}{told.url}"
