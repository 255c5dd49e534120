import pytest

from tests.factories.attendance import a_check_in
from tests.factories.organisation import a_station
from tests.factories.people import an_officer
from tests.factories.progress import a_settled_topic, the_person
from tests.factories.publishing import a_concluded_topic, a_deliberated_topic, a_publication, a_shown_topic
from tests.factories.topics import a_topic, walk
from tests.queries import counted
from yiguan.base import clock
from yiguan.people.states import PublicName
from yiguan.people.vault import name_of, phone_of
from yiguan.publishing.acts import WITHDRAW
from yiguan.store.db import db
from yiguan.topics import acts as topic_acts
from yiguan.topics.face import proposers
from yiguan.topics.states import TopicState
from yiguan.workflow.perform import perform


@pytest.mark.row("PU-01")
def test_the_page_tells_the_whole_way_with_dates(client):
    _, topic, recommendation = a_concluded_topic()
    a_publication(topic)
    page = client.page(f"/topics/{topic.code}")
    for shown in (
        "居民提出",
        "审题定题",
        topic.number,
        "开会协商",
        "形成建议",
        recommendation.number,
        "部门答复",
        "回头看",
    ):
        assert shown in page
    assert "在一楼门口装一盏感应灯" in page
    assert "请设计单位做两套方案" in page
    assert page.count("<time") >= 5


@pytest.mark.row("PS-05")
def test_the_page_names_nobody_who_came_and_no_phone(client):
    lead, topic, meeting = a_deliberated_topic()
    lead.public_name = PublicName.ANONYMOUS
    a_check_in(meeting, "孙大爷")
    a_publication(topic)
    page = client.page(f"/topics/{topic.code}")
    person = the_person(lead)
    for hidden in ("孙大爷", name_of(person), phone_of(person), lead.receipt):
        assert hidden not in page


@pytest.mark.parametrize(
    ("choice", "shown"),
    [(PublicName.NAME, "李秀英"), (PublicName.SURNAME, "李某"), (PublicName.ANONYMOUS, "1位不署名的居民")],
)
def test_a_proposer_is_named_as_they_chose(app, choice, shown):
    lead, topic = a_settled_topic()
    lead.public_name = choice
    db.session.commit()
    assert shown in proposers(topic)
    assert choice is PublicName.NAME or "李秀英" not in proposers(topic)


@pytest.mark.parametrize("code", ["ZZZZZZ", "zz", "你好", "ZZZZZZZZ"])
def test_what_was_never_public_answers_404_with_a_way_on(client, code):
    assert "凭收据上的8位编号" in client.page(f"/topics/{code}", 404)


def test_a_settled_topic_is_not_public_by_itself(client):
    _, topic = a_settled_topic()
    client.page(f"/topics/{topic.code}", 404)
    assert topic.title not in client.page("/results")


def test_a_withdrawn_page_answers_for_ever_and_says_when_and_why(client):
    publication = a_publication()
    perform(WITHDRAW, publication, by=an_officer(), note="内容有误，改好再公开。")
    db.session.commit()
    page = client.page(f"/topics/{publication.topic.code}")
    assert "内容有误，改好再公开。" in page
    assert clock.day(clock.today()) in page
    assert publication.topic.problem not in page
    assert publication.topic.title not in client.page("/results")


def test_a_merged_topic_points_to_the_main_one_once_that_is_public(client):
    station = a_station()
    publication = a_publication(a_topic(station, TopicState.APPROVED))
    main = a_topic(station, TopicState.APPROVED)
    perform(topic_acts.MERGE, publication.topic, by=an_officer(), into=main, note="是一件事。")
    db.session.commit()
    before = client.page(f"/topics/{publication.topic.code}")
    assert main.title not in before
    a_publication(main)
    assert f'href="/topics/{main.code}"' in client.page(f"/topics/{publication.topic.code}")


def test_a_terminated_topic_says_so_without_the_text_that_came_with_it(client):
    publication = a_publication()
    walk(an_officer(), publication.topic, "terminate")
    db.session.commit()
    page = client.page(f"/topics/{publication.topic.code}")
    assert "终止协商" in page
    assert "请写清影响多少户" not in page


def test_small_letters_open_the_same_page(client):
    publication = a_publication()
    assert publication.topic.title in client.page(f"/topics/{publication.topic.code.lower()}")


def test_results_show_one_station_or_all(client):
    here, there = a_publication(), a_publication()
    both = client.page("/results")
    assert here.topic.title in both
    assert there.topic.title in both
    one = client.page(f"/results?unit={here.topic.unit.code}")
    assert here.topic.title in one
    assert there.topic.title not in one


def test_no_results_yet_say_what_to_do_first(client):
    assert "还没有公开的议题" in client.page("/results")


def test_the_station_names_its_public_topics(client):
    publication = a_publication()
    assert publication.topic.title in client.page(f"/units/{publication.topic.unit.code}")


def test_lists_cost_the_same_for_many_as_for_few(client):
    station, costs = a_station(), []
    for more in (20, 40):
        for _ in range(more):
            a_shown_topic(station)
        with counted() as sent:
            client.page("/results")
            client.page("/api/v1/publications")
        costs.append(len(sent))
    assert costs[0] == costs[1] <= 10


def test_everybody_reads_the_public_list_through_the_api(client):
    publication = a_publication()
    found = client.get("/api/v1/publications").json
    assert found["items"][0]["code"] == publication.topic.code
    assert client.get(f"/api/v1/publications/{publication.topic.code}").json["stage"] == "待协商"
    assert client.get("/api/v1/publications/ZZZZZZ").status_code == 404
