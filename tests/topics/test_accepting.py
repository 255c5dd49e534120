import secrets
import threading

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, a_resident, an_account
from tests.factories.topics import a_topic
from yiguan.kernel import clock
from yiguan.kernel.codes import random_code
from yiguan.kernel.db import db, transaction, write_from_here
from yiguan.kernel.errors import Conflict
from yiguan.leads import queries as leads
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.notifications.models import Notice
from yiguan.people.states import Channel, PublicName, Role
from yiguan.topics import queries, service
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.states import TopicSource, TopicState


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
    service.accept_lead(a_convener(station), lead, topic)
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


def test_a_released_lead_may_join_again(app):
    unit = a_station()
    convener, lead, topic = a_convener(unit), a_lead(unit), a_topic(unit)
    service.accept_lead(convener, lead, topic)
    service.release_lead(convener, lead, topic)
    service.accept_lead(convener, lead, topic)
    assert queries.topic_of(lead) is topic


def test_two_conveners_accept_the_same_lead_at_once_and_one_of_them_is_told(real_app):
    with real_app.app_context():
        unit = a_station()
        people, unit_id = [a_convener(unit), a_convener(unit)], unit.id
        lead_id, topics = _rows_far_away(unit)
        db.session.remove()
    barrier, results = threading.Barrier(2), []

    def accept(actor, topic_id):
        with real_app.test_request_context(), real_app.app_context():
            barrier.wait()
            results.append(_attempt(actor, lead_id, topic_id))

    both = [threading.Thread(target=accept, args=pair) for pair in zip(people, topics, strict=True)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(results) == ["joined", "refused"]
    with real_app.app_context(), transaction():
        stays = db.session.scalars(select(TopicLead).where(TopicLead.lead_id == lead_id)).all()
        _clean(lead_id, unit_id)
    assert len(stays) == 1


def _rows_far_away(unit):
    """A lead and two topics under numbers no other test is given: their audit rows stay when they themselves go."""
    first, moment = 2**40 + secrets.randbits(30), clock.now()
    who = {"person_id": a_resident().id, "channel": Channel.QR, "public_name": PublicName.SURNAME, "pick_code": b""}
    said = {"text": "灯坏了", "place": "井巷新村", "nonce": secrets.token_hex(16), "receipt": random_code(8)}
    db.session.add(Lead(id=first, unit_id=unit.id, at=moment, **said, **who))
    topics = [first + 1, first + 2]
    for topic_id in topics:
        known = {"title": "照明", "problem": "灯坏了", "source": TopicSource.PUBLIC_RAISED, "code": random_code(6)}
        db.session.add(Topic(id=topic_id, unit_id=unit.id, at=moment, **known))
    db.session.commit()
    return first, topics


def _attempt(actor, lead_id, topic_id):
    """What the request does: one write transaction; a lost update is the kernel's 409."""
    write_from_here()
    try:
        lead, topic = leads.get_lead(actor, lead_id), queries.get_topic(actor, topic_id)
        service.accept_lead(actor, lead, topic)
        db.session.commit()
    except (Conflict, StaleDataError, IntegrityError):
        db.session.rollback()
        return "refused"
    finally:
        db.session.remove()
    return "joined"


def _clean(lead_id, unit_id):
    """What was committed for real goes again; people and their trail may stay."""
    db.session.execute(delete(TopicLead).where(TopicLead.lead_id == lead_id))
    for table in (Notice, Lead, Topic):
        db.session.execute(delete(table).where(table.unit_id == unit_id))
