from datetime import timedelta

import pytest

from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import an_account
from tests.factories.topics import REASONS, a_topic
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.people import service
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState

SAID = {"title": "飞线充电", "problem": "没有车棚。", "affected": "二百户", "place": "老矿区"}
WHY = {"reason": "other", "text": "请看看。"}


def token(unit=None, role=Role.OFFICER, scopes="read write"):
    secret = service.issue_token(SYSTEM, an_account(role, unit), scopes)
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.row("AP-01")
def test_a_convener_writes_mends_and_submits_by_token(client):
    unit = a_station()
    head = token(unit, Role.CONVENER)
    made = client.post("/api/v1/topics", json={**SAID, "unit": unit.code}, headers=head).json
    address = f"/api/v1/topics/{made['id']}"
    mended = client.put(address, json={**SAID, "title": "飞线充电怎么办", "version": made["version"]}, headers=head)
    stale = client.put(address, json={**SAID, "version": made["version"]}, headers=head)
    submitted = client.post(f"{address}/submit", json={}, headers=head)
    assert (mended.json["title"], stale.status_code, submitted.json["state"]) == ("飞线充电怎么办", 409, "screening")
    assert client.get("/api/v1/topics?state=screening", headers=head).json["total"] == 1


ACTS = {
    "return": (TopicState.SCREENING, WHY, "returned"),
    "approve": (TopicState.SCREENING, {}, "approved"),
    "reject": (TopicState.SCREENING, WHY, "rejected"),
    "defer": (TopicState.SCREENING, {**WHY, "until": str(clock.today() + timedelta(days=30))}, "deferred"),
    "resume": (TopicState.DEFERRED, {"text": "政策出来了"}, "screening"),
    "terminate": (TopicState.APPROVED, WHY, "terminated"),
    "archive": (TopicState.APPROVED, {}, "archived"),
    "reopen": (TopicState.ARCHIVED, {"text": "还差照明"}, "approved"),
}


@pytest.mark.row("AP-01")
@pytest.mark.parametrize("act", ACTS)
def test_each_act_of_the_office_has_its_address(client, act):
    for kind in REASONS:
        a_reason(kind)
    state, said, after = ACTS[act]
    topic = a_topic(state=state)
    answer = client.post(f"/api/v1/topics/{topic.id}/{act}", json={**said, "version": topic.version}, headers=token())
    assert (answer.status_code, answer.json["state"]) == (200, after)
    assert answer.json["version"] == db.session.get_one(Topic, topic.id, populate_existing=True).version


def test_merging_by_api(client):
    topic = a_topic()
    main = a_topic(topic.unit)
    said = {"into": main.id, "text": "一件事"}
    answer = client.post(f"/api/v1/topics/{topic.id}/merge", json=said, headers=token())
    assert (answer.json["state"], answer.json["merged_into"]) == ("merged", main.id)


def test_a_lead_is_accepted_and_released_by_api(client):
    unit = a_station()
    head, lead = token(unit, Role.CONVENER), a_lead(unit)
    made = client.post(f"/api/v1/leads/{lead.id}/accept-as-topic", json=SAID, headers=head)
    again = client.post(f"/api/v1/leads/{lead.id}/accept", json={"topic": made.json["id"]}, headers=head)
    out = client.post(f"/api/v1/leads/{lead.id}/release", json={"topic": made.json["id"]}, headers=head)
    joined = client.post(f"/api/v1/leads/{lead.id}/accept", json={"topic": made.json["id"]}, headers=head)
    assert [a.status_code for a in (made, again, out, joined)] == [201, 409, 200, 200]


@pytest.mark.row("ST-02")
def test_a_token_of_another_station_reaches_nothing(client):
    topic, head = a_topic(), token(a_station(), Role.CONVENER)
    assert client.get(f"/api/v1/topics/{topic.id}", headers=head).status_code == 404
    assert client.post(f"/api/v1/topics/{topic.id}/submit", json={}, headers=head).status_code == 404
    assert client.get("/api/v1/topics", headers=head).json["total"] == 0


def test_nobody_reads_topics_without_a_token_and_wrong_moves_answer_409(client):
    topic = a_topic()
    assert client.get("/api/v1/topics").status_code == 401
    answer = client.post(f"/api/v1/topics/{topic.id}/archive", json={}, headers=token())
    assert (answer.status_code, answer.json["code"]) == (409, "wrong_state")


@pytest.mark.row("AP-02")
def test_the_same_key_makes_one_topic(client):
    unit = a_station()
    head = {**token(unit, Role.CONVENER), "Idempotency-Key": "k1"}
    first = client.post("/api/v1/topics", json={**SAID, "unit": unit.code}, headers=head)
    again = super(type(client), client).open(
        "/api/v1/topics", method="POST", json={**SAID, "unit": unit.code}, headers=head
    )
    assert (again.status_code, again.json["id"]) == (201, first.json["id"])
