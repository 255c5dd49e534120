"""Several people at the same moment, through whole requests that commit for real, on a database of its own."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import flask_migrate
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.client import PASSWORD
from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.factories.leads import a_lead
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.topics import a_topic
from yiguan.app import create_app
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.numbering.models import AllottedNumber
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.queries import membership_of
from yiguan.topics.states import TopicState


@pytest.fixture(scope="module", params=DATABASES)
def own_app(request, instance):
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(test_settings(instance, request.param, f"yiguan_topics_{worker}"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    yield app
    with app.app_context():
        db.engine.dispose()


def browsers(app, *accounts):
    """A signed-in browser each, and its CSRF token."""
    found = []
    for account in accounts:
        client = FlaskClient(app, app.response_class)
        client.post("/sign-in", data={"username": account, "password": PASSWORD})
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/account").get_data(as_text=True))
        found.append((client, token[1] if token else ""))
    return found


def at_once(*posts):
    """The status of each post, all sent at the same moment."""
    barrier = Barrier(len(posts))

    def send(post):
        client, url, data = post
        barrier.wait()
        return client.post(url, data=data).status_code

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(send, posts))


@pytest.mark.row("OF-02")
def test_eight_taps_on_one_form_are_one_lead_and_eight_slips(own_app):
    with own_app.app_context():
        address = f"/units/{a_station().code}/leads/new"
    client = FlaskClient(own_app, own_app.response_class)
    receipt = re.search(r'name="receipt" value="([^"]+)"', client.get(address).get_data(as_text=True))
    assert receipt
    data = {"receipt": receipt[1], "text": "八次点的同一件事", "place": "井巷新村", "name": "李秀英"}
    taps = [(FlaskClient(own_app, own_app.response_class), address, data) for _ in range(8)]
    assert at_once(*taps) == [200] * 8
    with own_app.app_context():
        assert db.session.scalar(select(func.count(Lead.id)).where(Lead.text == data["text"])) == 1


def test_two_conveners_accept_one_lead_into_two_topics_and_one_of_them_is_refused(own_app):
    with own_app.app_context():
        unit = a_station()
        names = [an_account(Role.CONVENER, unit).username for _ in range(2)]
        lead, topics = a_lead(unit), [a_topic(unit).id, a_topic(unit).id]
        lead_id, version = lead.id, lead.version
        db.session.remove()
    pairs = zip(browsers(own_app, *names), topics, strict=True)
    posts = [
        (client, f"/bench/leads/{lead_id}/accept", {"csrf_token": token, "version": version, "topic": topic})
        for (client, token), topic in pairs
    ]
    assert at_once(*posts) == [302, 409]
    with own_app.app_context():
        assert db.session.scalar(select(func.count(TopicLead.id)).where(TopicLead.lead_id == lead_id)) == 1


def test_two_officers_approve_one_topic_and_one_number_is_spent(own_app):
    with own_app.app_context():
        unit = a_station()
        topic = a_topic(unit, TopicState.SCREENING)
        names, series = [an_account(Role.OFFICER).username for _ in range(2)], f"topic-{unit.code}"
        url, data = f"/desk/topics/{topic.id}", {"version": topic.version}
        db.session.remove()
    posts = [(client, f"{url}/approve", {**data, "csrf_token": token}) for client, token in browsers(own_app, *names)]
    assert at_once(*posts) == [302, 409]
    with own_app.app_context():
        numbers = db.session.scalars(select(AllottedNumber.number).where(AllottedNumber.series == series)).all()
        assert numbers == [1]


def test_two_editors_save_one_topic_and_the_second_is_told(own_app):
    with own_app.app_context():
        unit = a_station()
        topic = a_topic(unit)
        names, topic_id, version = [an_account(Role.CONVENER, unit).username for _ in range(2)], topic.id, topic.version
        db.session.remove()
    said = {"problem": "七户", "source": "station_found", "level": "station", "version": version}
    posts = [
        (client, f"/bench/topics/{topic_id}/edit", {**said, "title": name, "csrf_token": token})
        for name, (client, token) in zip(names, browsers(own_app, *names), strict=True)
    ]
    assert at_once(*posts) == [302, 409]


def merging(browser, topic, into):
    client, token = browser
    return client, f"/desk/topics/{topic}/merge", {"csrf_token": token, "into": into, "text": "是一件事。"}


def two_topics(app):
    """Two open topics of one station, a lead that waits there, and the browsers of two officers."""
    with app.app_context():
        unit = a_station()
        numbers = a_topic(unit).id, a_topic(unit).id, a_lead(unit).id
        names = [an_account(Role.OFFICER).username for _ in range(2)]
        db.session.remove()
    return *numbers, browsers(app, *names)


def state_and_topic(app, lead_id):
    with app.app_context():
        lead = db.session.get_one(Lead, lead_id)
        stay = membership_of(lead)
        return lead.state, stay and db.session.get_one(Topic, stay.topic_id).state


def test_two_topics_merged_into_each_other_are_one_topic(own_app):
    one, other, _, (first, second) = two_topics(own_app)
    assert at_once(merging(first, one, other), merging(second, other, one)) == [302, 409]
    with own_app.app_context():
        states = {db.session.get_one(Topic, number).state for number in (one, other)}
    assert states == {TopicState.CANDIDATE, TopicState.MERGED}


def test_a_lead_that_joins_a_topic_while_it_is_merged_goes_along_or_waits(own_app):
    one, other, lead, (first, (client, token)) = two_topics(own_app)
    at_once(merging(first, one, other), (client, f"/bench/leads/{lead}/accept", {"csrf_token": token, "topic": one}))
    found = state_and_topic(own_app, lead)
    assert found in {(LeadState.ACCEPTED, TopicState.CANDIDATE), (LeadState.SUBMITTED, None)}


def test_a_lead_that_leaves_a_topic_while_it_is_merged_is_in_one_place(own_app):
    one, other, lead, (first, (client, token)) = two_topics(own_app)
    assert client.post(f"/bench/leads/{lead}/accept", data={"csrf_token": token, "topic": one}).status_code == 302
    release = f"/bench/topics/{one}/leads/{lead}/release"
    at_once(merging(first, one, other), (client, release, {"csrf_token": token}))
    found = state_and_topic(own_app, lead)
    assert found in {(LeadState.ACCEPTED, TopicState.CANDIDATE), (LeadState.SUBMITTED, None)}
