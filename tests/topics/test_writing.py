import pytest
from sqlalchemy import select

from tests.factories.organisation import a_field, a_station
from tests.factories.people import an_account, as_actor
from tests.factories.topics import a_topic
from yiguan.audit.queries import entries_of
from yiguan.organisation.states import UnitKind
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicSource, TopicState

SAID = {
    "title": "小区没地方充电，电动车只好飞线",
    "problem": "老矿区房子没有车棚。",
    "affected": "六栋楼约二百户",
    "place": "老矿区1至6栋",
    "source": "station_found",
    "level": "station",
}


def now(topic):
    return db.session.get_one(Topic, topic.id, populate_existing=True)


@pytest.fixture
def station(client):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    return unit


def test_a_convener_writes_a_topic_found_by_the_station(client, station):
    client.submit("/bench/topics/new", {**SAID, "unit": station.code, "field": a_field().code})
    topic = db.session.scalars(select(Topic)).one()
    assert (topic.title, topic.state, topic.source) == (SAID["title"], TopicState.CANDIDATE, TopicSource.STATION_FOUND)
    assert (len(topic.code), topic.number, entries_of(topic)[0].act) == (6, None, "create")


BAD = {
    "no title": {"title": " "},
    "a long title": {"title": "长" * 51},
    "blank": {"problem": "\u200b"},
    "10,000": {"problem": "长" * 10_000},
    "source": {"source": "rumour"},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_taken_is_said_at_its_field_and_the_rest_is_kept(client, station, bad):
    answer = client.submit("/bench/topics/new", {**SAID, "unit": station.code, **bad})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, f'id="{next(iter(bad))}-error"' in page) == (422, True)
    assert SAID["affected"] in page


def test_nobody_writes_a_topic_for_another_station(client, station):
    assert client.submit("/bench/topics/new", {**SAID, "unit": a_station().code}).status_code == 403


def test_a_member_recommends_a_topic_and_finds_it_again(client):
    unit = a_station()
    client.sign_in(an_account(Role.MEMBER, unit))
    said = {**SAID, "source": "member_recommended", "unit": unit.code}
    answer = client.submit("/bench/topics/new", said)
    page = client.page(answer.location)
    assert SAID["title"] in page
    assert "/edit" not in page


def test_a_member_sees_settled_topics_and_no_drafts(client):
    unit = a_station()
    draft, settled = a_topic(unit), a_topic(unit, TopicState.APPROVED)
    client.sign_in(an_account(Role.MEMBER, unit))
    client.page(f"/bench/topics/{draft.id}", 404)
    client.page(f"/bench/topics/{settled.id}")


def test_a_draft_is_mended_and_the_mending_stands_in_the_trail(client, station):
    topic = a_topic(station)
    client.submit(f"/bench/topics/{topic.id}/edit", {**SAID, "version": topic.version})
    assert (now(topic).title, entries_of(topic)[-1].act) == (SAID["title"], "edit")


def test_the_second_of_two_editors_sees_both_texts_and_loses_nothing(client, station):
    topic = a_topic(station, title="别人刚改的题目")
    answer = client.submit(f"/bench/topics/{topic.id}/edit", {**SAID, "version": topic.version - 1})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, now(topic).title) == (409, "别人刚改的题目")
    assert "别人刚改的题目" in page
    assert SAID["title"] in page
    again = client.submit(f"/bench/topics/{topic.id}/edit", {**SAID, "version": topic.version})
    assert (again.status_code, now(topic).title) == (302, SAID["title"])


def test_a_topic_under_screening_is_not_edited(client, station):
    topic = a_topic(station, TopicState.SCREENING)
    answer = client.submit(f"/bench/topics/{topic.id}/edit", {**SAID, "version": topic.version})
    assert (answer.status_code, SAID["title"] in answer.get_data(as_text=True)) == (409, True)


@pytest.mark.row("ST-02")
@pytest.mark.parametrize("state", list(TopicState), ids=str)
def test_another_station_opens_no_topic_of_ours(client, station, state):
    topic = a_topic(state=state)
    client.page(f"/bench/topics/{topic.id}", 404)
    client.page(f"/bench/topics/{topic.id}/edit", 404)
    assert topic.title not in client.page("/bench/topics")


def test_submitting_too_early_says_on_the_page_what_is_missing(client, station):
    said = {"title": "题目", "problem": "什么事", "source": "station_found", "level": "station"}
    address = client.submit("/bench/topics/new", {**said, "unit": station.code}).location
    answer = client.submit(f"{address}/submit")
    assert (answer.status_code, "写上影响到谁" in answer.get_data(as_text=True)) == (422, True)
    assert 'href="#affected"' not in answer.get_data(as_text=True)  # the field stands on another page


def test_station_staff_do_all_but_submit(client):
    unit = a_station()
    account = an_account(Role.STATION_STAFF, unit)
    topic = a_topic(unit)
    client.sign_in(account)
    page = client.page(f"/bench/topics/{topic.id}")
    assert ("/edit" in page, "/submit" in page) == (True, False)
    assert client.submit(f"/bench/topics/{topic.id}/submit").status_code == 403
    assert as_actor(account).role == "station_staff"


def test_the_form_begins_with_the_station_one_was_appointed_to(client):
    unit = a_station()
    a_workroom_of(unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    for address in ("/bench/topics/new", "/bench/leads/new"):
        assert f'<option value="{unit.code}" selected>' in client.page(address)


def a_workroom_of(station):
    """Two units to choose from: the station, and the workroom below it."""
    room = a_station("幸福社区委员工作室", kind=UnitKind.WORKROOM)
    room.path = f"{station.path}{room.code}/"
    db.session.commit()
