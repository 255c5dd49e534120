import pytest
from sqlalchemy import select

from tests.factories.calendar import limit_of
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_account
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics import acts, queries
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.states import TopicSource, TopicState
from yiguan.workflow.perform import perform


def now(lead):
    return db.session.get_one(Lead, lead.id, populate_existing=True)


@pytest.fixture
def station(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    return unit


@pytest.mark.row("TR-01")
def test_a_convener_accepts_a_lead_into_a_new_topic_begun_with_its_words(client, station):
    lead = a_lead(station, text="楼道灯坏了三个月")
    page = client.page(f"/bench/leads/{lead.id}/accept")
    assert 'value="楼道灯坏了三个月"' in page
    said = {"title": "楼道照明谁来管", "problem": lead.text, "source": "public_raised", "level": "station"}
    client.submit(f"/bench/leads/{lead.id}/accept/new", {"version": lead.version, **said})
    topic = db.session.scalars(select(Topic)).one()
    assert (now(lead).state, topic.source, topic.unit_id) == (
        LeadState.ACCEPTED,
        TopicSource.PUBLIC_RAISED,
        station.id,
    )
    assert client.get(f"/bench/leads/{lead.id}/topic").location == f"/bench/topics/{topic.id}"


def test_two_leads_of_one_matter_join_one_topic_and_both_proposers_are_told(client, station):
    topic, pair = a_topic(station), [a_lead(station), a_lead(station)]
    for lead in pair:
        answer = client.submit(f"/bench/leads/{lead.id}/accept", {"version": lead.version, "topic": topic.id})
        assert answer.status_code == 302
    assert {stay.lead_id for stay in queries.leads_of(topic)} == {lead.id for lead in pair}
    for lead in pair:
        notice = db.session.scalars(select(Notice).where(Notice.person_id == lead.person_id)).one()
        assert topic.title in notice.text


def test_a_lead_does_not_join_a_topic_that_is_closed_or_out_of_reach(client, station):
    lead = a_lead(station)
    closed, foreign = a_topic(station, TopicState.REJECTED), a_topic()
    for topic, status in ((closed, 409), (foreign, 404)):
        answer = client.submit(f"/bench/leads/{lead.id}/accept", {"version": lead.version, "topic": topic.id})
        assert (answer.status_code, now(lead).state) == (status, LeadState.SUBMITTED)


@pytest.mark.row("ST-02")
def test_a_convener_of_another_station_cannot_accept_it(client, station):
    lead = a_lead()
    client.page(f"/bench/leads/{lead.id}/accept", 404)
    assert client.submit(f"/bench/leads/{lead.id}/accept/new", {"title": "x", "problem": "x"}).status_code == 404


def test_nothing_chosen_keeps_the_page(client, station):
    lead, _ = a_lead(station), a_topic(station)
    answer = client.submit(f"/bench/leads/{lead.id}/accept", {"version": lead.version})
    assert (answer.status_code, 'id="topic-error"' in answer.get_data(as_text=True)) == (422, True)


def test_leaving_a_topic_is_the_undo_and_keeps_the_row_of_the_stay(client, station):
    lead, topic = a_lead(station), a_topic(station)
    perform(acts.ACCEPT, lead, by=a_convener(station), topic=topic)
    db.session.commit()
    client.submit(f"/bench/topics/{topic.id}/leads/{lead.id}/release")
    stay = db.session.scalars(select(TopicLead)).one()
    assert (now(lead).state, stay.left_at is not None, now(lead).due_on is not None) == (
        LeadState.SUBMITTED,
        True,
        True,
    )
    again = client.submit(f"/bench/topics/{topic.id}/leads/{lead.id}/release")
    assert again.status_code == 409


def test_joining_ends_the_first_look_and_leaving_begins_another(app):
    unit = a_station()
    convener, lead, topic = a_convener(unit), a_lead(unit), a_topic(unit)
    first = limit_of(lead)
    perform(acts.ACCEPT, lead, by=convener, topic=topic)
    assert (lead.due_on, first.ended_on) == (None, clock.today())
    perform(acts.RELEASE, lead, by=convener, topic=topic)
    assert (lead.due_on, limit_of(lead).after_id) == (limit_of(lead).due, first.id)


def test_a_released_lead_may_join_again(app):
    unit = a_station()
    convener, lead, topic = a_convener(unit), a_lead(unit), a_topic(unit)
    perform(acts.ACCEPT, lead, by=convener, topic=topic)
    perform(acts.RELEASE, lead, by=convener, topic=topic)
    perform(acts.ACCEPT, lead, by=convener, topic=topic)
    assert queries.topic_of(lead) is topic
