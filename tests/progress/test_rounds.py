"""再协商: a topic opened again, and which round its meetings, minutes and recommendations belong to (E19)."""

import pytest

from tests.factories.people import an_account, an_officer
from tests.factories.publishing import a_concluded_topic, a_publication, deliberate
from tests.factories.recommendations import a_recommendation
from tests.factories.topics import walk
from yiguan.meetings.queries import planned_for
from yiguan.minutes.models import Minutes
from yiguan.people.states import Role
from yiguan.progress.stages import stage_of
from yiguan.progress.timeline import topic_trail
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics.states import Stage

S = RecommendationState


@pytest.fixture
def first(app):
    """A topic with a signed recommendation, opened again."""
    _, topic, recommendation = a_concluded_topic()
    for act in ("archive", "reopen"):
        walk(an_officer(), topic, act)
    db.session.commit()
    return recommendation


@pytest.fixture
def second(first):
    return a_recommendation(S.ISSUED, deliberate(first.topic))


def labels(topic):
    return [step.label for step in topic_trail(topic)]


def test_each_record_keeps_the_round_in_which_it_was_made(second, first):
    for letter, round_ in ((first, 1), (second, 2)):
        assert letter.round == round_
        assert [planned.round for planned in planned_for(letter.meeting)] == [round_]


def test_after_reopening_the_topic_waits_for_its_second_consultation(first):
    assert stage_of(first.topic) is Stage.WAITING
    trail = labels(first.topic)
    assert trail.count("开会协商（第1轮）") == trail.count("开会协商") == 1
    assert trail.count("形成建议") == 2


def test_the_trail_tells_the_rounds_apart(second):
    topic = second.topic
    assert stage_of(topic) is Stage.REPORTED
    assert {"开会协商（第1轮）", "开会协商（第2轮）"} <= set(labels(topic))
    notes = [step.note for step in topic_trail(topic) if step.label == "形成建议"]
    assert [note.split("，")[1] for note in notes] == ["第1轮", "第2轮"]


def test_a_topic_of_one_round_names_none(app):
    assert not any("轮" in f"{step.label}{step.note}" for step in topic_trail(a_concluded_topic()[1]))


def test_pages_and_api_name_the_round(client, second):
    client.sign_in(an_account(Role.CONVENER, second.unit))
    code = second.meeting.code
    for page in (f"meetings/{code}", f"meetings/{code}/minutes", f"recommendations/{second.id}"):
        assert "第2轮" in client.page(f"/bench/{page}"), page
    assert client.get(f"/api/v1/meetings/{code}").json["topics"][0]["round"] == 2
    assert client.get(f"/api/v1/minutes/{code}").json["topics"] == [{"topic": second.topic.code, "round": 2}]
    assert client.get(f"/api/v1/recommendations/{second.id}").json["round"] == 2


def test_the_public_page_names_both_rounds(client, second):
    assert db.session.query(Minutes).count() == 2
    a_publication(second.topic)
    page = client.page(f"/topics/{second.topic.code}")
    assert page.count("第1轮 · ") == page.count("第2轮 · ") == 1
    assert "第2轮协商" in page
