import pytest

from tests.factories.minutes import a_meeting_held, an_item, some_minutes
from tests.factories.organisation import a_department
from tests.factories.people import an_account, as_actor
from yiguan.minutes.states import ConsensusKind, MinutesState
from yiguan.people import service as people
from yiguan.people.states import Role
from yiguan.store.db import db

SUMMARY = "楼上五户愿意装，一楼两户怕挡光。"


def token(account):
    secret = people.issue_token(as_actor(account), account, "read write")
    db.session.commit()
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.row("AP-01")
def test_the_whole_way_of_minutes_exists_for_programs(client):
    meeting, department = a_meeting_held(), a_department()
    headers, url = token(an_account(Role.CONVENER, meeting.unit)), f"/api/v1/minutes/{meeting.code}"
    item = {"kind": "commitment", "text": "两套方案", "unit": department.code, "due_on": "2026-12-31"}
    made = client.put(url, json={"summary": SUMMARY, "items": [item]}, headers=headers)
    assert made.json["items"] == [{**item, "dissent": ""}]
    version = client.post(f"{url}/submit", json={"version": made.json["version"]}, headers=headers).json["version"]
    done = client.post(f"{url}/confirm", json={"version": version}, headers=headers).json
    assert done["state"] == "confirmed"
    assert len(done["digest"]) == 64
    assert client.get(url, headers=headers).json == done


@pytest.mark.row("AP-01")
def test_refusals_are_the_same_with_a_stable_code_and_fields(client):
    minutes = some_minutes(MinutesState.REVIEW, items=[an_item(ConsensusKind.COMMITMENT)])
    headers, url = token(an_account(Role.CONVENER, minutes.unit)), f"/api/v1/minutes/{minutes.meeting.code}"
    loose = client.post(f"{url}/confirm", json={}, headers=headers)
    assert (loose.status_code, loose.json["code"]) == (422, "invalid")
    assert "items-0-unit" in loose.json["fields"]
    stale = client.put(url, json={"summary": SUMMARY, "version": 77}, headers=headers)
    assert (stale.status_code, stale.json["code"]) == (409, "stale_version")
    unknown = client.put(url, json={"summary": SUMMARY, "items": [{"colour": "red"}]}, headers=headers)
    assert unknown.status_code == 422
    assert "items-0-colour" in unknown.json["fields"]


@pytest.mark.row("AP-02")
def test_the_same_key_stores_once_and_other_content_under_it_is_refused(client):
    meeting = a_meeting_held()
    headers = {**token(an_account(Role.CONVENER, meeting.unit)), "Idempotency-Key": "k-1"}
    url = f"/api/v1/minutes/{meeting.code}"
    first = client.put(url, json={"summary": SUMMARY}, headers=headers)
    second = client.put(url, json={"summary": SUMMARY + "再加一句。"}, headers=headers)
    assert first.status_code == 200
    assert (second.status_code, second.json["code"]) == (409, "key_reused")


@pytest.mark.parametrize(
    "body", [{"items": 1}, {"items": [1]}, {"items": [[]]}, {"summary": None}, {"items": [{"kind": []}]}]
)
def test_a_body_of_the_wrong_shape_is_refused_with_sentences(client, body):
    meeting = a_meeting_held()
    headers = token(an_account(Role.CONVENER, meeting.unit))
    answer = client.put(f"/api/v1/minutes/{meeting.code}", json={"summary": SUMMARY, **body}, headers=headers)
    assert answer.status_code == 422
    assert answer.json["fields"]


def test_nobody_reads_minutes_without_an_account_or_from_elsewhere(client):
    minutes = some_minutes()
    url = f"/api/v1/minutes/{minutes.meeting.code}"
    assert client.get(url).status_code == 401
    assert client.get(url, headers=token(an_account(Role.CONVENER))).status_code == 200
    assert client.get(url, headers=token(an_account(Role.SYS_ADMIN))).status_code == 403
    assert client.get("/api/v1/minutes/ZZZZZ", headers=token(an_account(Role.CONVENER))).status_code == 404
