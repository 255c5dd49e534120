import pytest
from sqlalchemy import select

from tests.factories.meetings import an_approved_topic
from tests.factories.organisation import a_station
from tests.factories.people import a_convener, an_account, an_officer
from tests.factories.progress import a_settled_topic
from tests.factories.publishing import (
    a_deliberated_topic,
    a_publication,
    deliberate,
    publish,
    read_through,
    reviewed_by,
)
from tests.factories.topics import a_topic
from tests.queries import counted
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Forbidden, Invalid
from yiguan.meetings.models import MeetingTopic
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import MinutesState
from yiguan.notifications.models import Notice
from yiguan.people.states import Role
from yiguan.progress import tell
from yiguan.publishing import queries
from yiguan.publishing.acts import CHECK, PUBLISH
from yiguan.publishing.models import Publication
from yiguan.publishing.preparing import prepare
from yiguan.publishing.states import PublicationState
from yiguan.store.db import db
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform

S = PublicationState


def minutes_on(topic):
    held = select(MeetingTopic.meeting_id).where(MeetingTopic.topic_id == topic.id)
    return db.session.scalars(select(Minutes).where(Minutes.meeting_id.in_(held))).one()


def test_the_office_reads_the_words_and_publishes_them(client):
    _, topic = a_settled_topic()
    client.sign_in(an_account(Role.OFFICER))
    assert topic.title in client.page("/desk/publications")
    assert topic.problem in client.page(f"/desk/publications/{topic.id}")
    read_through(prepare(topic))
    assert client.submit(f"/desk/publications/{topic.id}/publish").status_code == 302
    assert topic.title in client.page(f"/topics/{topic.code}")
    assert topic.title not in client.page("/desk/publications")
    assert topic.title in client.page("/desk/publications?view=published")


def test_what_points_to_a_person_is_found_wherever_it_stands(app):
    _, topic, _ = a_deliberated_topic()
    minutes = minutes_on(topic)
    minutes.summary = "联系人王师傅 13812345678。"
    topic.problem = "3栋2单元501室漏水。"
    with pytest.raises(Invalid) as refusal:
        perform(PUBLISH, prepare(topic), by=an_officer())
    assert "有 2 处" in refusal.value.fields["waiver"][0]


def with_a_number():
    _, topic = a_settled_topic()
    topic.problem = "站里值班电话 13812345678，打不通。"
    db.session.commit()
    return topic


def test_a_finding_is_shown_and_may_stay_only_for_a_reason(client):
    topic = with_a_number()
    client.sign_in(an_account(Role.OFFICER))
    answer = client.submit(f"/desk/publications/{topic.id}/check")
    assert answer.status_code == 422
    assert "<b>13812345678</b>" in answer.text
    client.submit(f"/desk/publications/{topic.id}/check", {"waiver": "这是公开的值班电话"})
    publication = db.session.query(Publication).filter_by(topic_id=topic.id).one()
    assert entries_of(publication)[-1].note == "这是公开的值班电话"


@pytest.mark.parametrize("reviews", [1, 2, 3])
def test_who_asks_that_it_stay_does_not_decide_it(app, reviews):
    reviewed_by(reviews)
    page, asking = prepare(with_a_number()), an_officer()
    perform(CHECK, page, by=asking, note="这是公开的值班电话")
    read_through(page, note="同上", times=max(0, reviews - 2))
    if reviews < 3:
        with pytest.raises(Invalid):
            perform(PUBLISH, page, by=asking)
    perform(PUBLISH, page, by=an_officer())
    assert page.state is S.PUBLISHED


def test_without_a_reason_by_somebody_three_readers_are_not_enough(app):
    topic = with_a_number()
    with pytest.raises(Invalid) as refusal:
        perform(PUBLISH, prepare(topic), by=an_officer())
    assert "有 1 处" in refusal.value.fields["waiver"][0]


def test_a_convener_publishes_nothing(client):
    station = a_station()
    _, topic = a_settled_topic(station)
    with pytest.raises(Forbidden):
        publish(a_convener(station), topic)
    client.sign_in(an_account(Role.CONVENER, station))
    assert client.get("/desk/publications").status_code == 403


@pytest.mark.parametrize("state", [TopicState.CANDIDATE, TopicState.SCREENING, TopicState.REJECTED])
def test_a_topic_that_is_not_settled_cannot_be_published(client, state):
    topic = a_topic(state=state)
    client.sign_in(an_account(Role.OFFICER))
    assert client.submit(f"/desk/publications/{topic.id}/publish").status_code == 404


def test_an_old_page_does_not_withdraw_what_was_changed_since(client):
    publication = a_publication()
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{publication.topic_id}/withdraw"
    assert client.submit(url, {"why": "重复", "version": "99"}).status_code == 409
    assert client.submit(url, {"why": ""}).status_code == 422
    assert client.submit(url, {"why": "重复", "version": str(publication.version)}).status_code == 302


def test_minutes_become_public_with_their_topic(app):
    _, topic, _ = a_deliberated_topic()
    a_publication(topic)
    assert minutes_on(topic).state is MinutesState.PUBLISHED


def test_what_came_since_is_not_shown_before_it_was_read_through(client):
    _, topic = a_settled_topic()
    page = a_publication(topic)
    deliberate(topic)
    client.sign_in(an_account(Role.OFFICER))
    assert "在一楼门口装一盏感应灯" not in client.page(f"/topics/{topic.code}")
    assert topic.title in client.page("/desk/publications?view=renew")
    assert client.submit(f"/desk/publications/{topic.id}/publish").status_code == 422
    read_through(page)
    client.submit(f"/desk/publications/{topic.id}/publish")
    assert "在一楼门口装一盏感应灯" in client.page(f"/topics/{topic.code}")
    assert topic.title not in client.page("/desk/publications?view=renew")


def test_proposer_finds_the_news_with_the_address(app):
    lead, topic = a_settled_topic()
    a_publication(topic)
    tell.tell_new()
    news = db.session.query(Notice).filter_by(person_id=lead.person_id).order_by(Notice.id.desc()).first()
    assert news
    assert news.url == f"/topics/{topic.code}"


def test_the_reason_of_a_withdrawal_is_read_through_too(client):
    publication = a_publication()
    client.sign_in(an_account(Role.OFFICER))
    url = f"/desk/publications/{publication.topic_id}/withdraw"
    answer = client.submit(url, {"why": "13812345678 要求撤下"})
    assert answer.status_code == 422
    assert "还没有撤下" in answer.text


def test_programs_publish_and_withdraw_by_the_same_rules(client):
    _, topic = a_settled_topic()
    client.sign_in(an_account(Role.OFFICER))
    head, base = {"X-CSRFToken": client.csrf()}, f"/api/v1/publications/{topic.code}"
    assert client.post(f"{base}/publish", json={}, headers=head).status_code == 422
    assert client.post(f"{base}/check", json={}, headers=head).json["state"] == "prepared"
    _, page = queries.get_topic(an_officer(), topic.id)
    assert page
    read_through(page)
    assert client.post(f"{base}/publish", json={}, headers=head).json["state"] == "published"
    assert client.get(base).json["steps"][0]["label"]
    assert client.post(f"{base}/withdraw", json={"why": "重复", "version": 99}, headers=head).status_code == 409
    assert client.post(f"{base}/withdraw", json={"why": "重复"}, headers=head).json["state"] == "withdrawn"
    assert client.get(base).json["why"] == "重复"


def test_a_full_desk_list_costs_no_more_statements(client):
    client.sign_in(an_account(Role.OFFICER))
    station, costs = a_station(), []
    for more in (20, 40):
        for _ in range(more):
            an_approved_topic(station)
        with counted() as sent:
            client.page("/desk/publications")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 8


def test_a_building_without_a_door_is_shown_and_keeps_nothing_back(client):
    _, topic = a_settled_topic()
    topic.problem = "3单元门口的路灯坏了。"
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    page = client.page(f"/desk/publications/{topic.id}")
    assert "留意：楼栋单元" in page
    read_through(prepare(topic))
    assert client.submit(f"/desk/publications/{topic.id}/publish").status_code == 302
