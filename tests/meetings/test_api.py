import pytest

from tests.factories.meetings import a_meeting, a_plan, an_approved_topic
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role


def as_json(unit, **changes):
    plan = a_plan(**changes)
    plan |= {"kind": "micro", "attendance": "open", "starts_at": clock.iso(plan["starts_at"]), "unit": unit.code}
    plan["agenda"] = [{"title": row["title"], "minutes": row["minutes"]} for row in plan["agenda"]]
    return plan


@pytest.fixture
def program(client):
    """A signed-in program: same rules as the pages, JSON both ways."""

    def call(method, url, status=200, **json):
        headers = {"X-CSRFToken": client.csrf(), "Idempotency-Key": json.pop("key", "")}
        answer = client.open(f"/api/v1{url}", method=method, json=json or None, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    return call


@pytest.mark.row("AP-01")
def test_a_meeting_is_planned_read_edited_and_announced_by_a_program(client, program):
    unit = a_station()
    topic = an_approved_topic(unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    made = program("POST", "/meetings", 201, **as_json(unit, topics=[topic.code]))
    url = f"/meetings/{made['code']}"
    assert made["topics"][0]["code"] == topic.code
    assert made["state_label"] == "拟开"
    plan = as_json(unit) | {"title": "换个名称再开", "version": made["version"], "starts_at": made["starts_at"]}
    del plan["unit"]
    assert program("PUT", url, **plan)["title"] == "换个名称再开"
    assert program("PUT", url, 409, **plan)["code"] == "stale_version"
    assert program("POST", f"{url}/announce")["state"] == "notified"
    assert made["code"] in [item["code"] for item in program("GET", "/meetings")["items"]]


@pytest.mark.row("AP-02")
def test_the_same_key_plans_one_meeting_and_refuses_other_content(client, program):
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    plan = as_json(unit)
    first = program("POST", "/meetings", 201, key="plan-1", **plan)
    refused = program("POST", "/meetings", 409, key="plan-1", **plan | {"title": "另一场会议"})
    assert refused["code"] == "key_reused"
    assert [item["code"] for item in program("GET", "/meetings")["items"]] == [first["code"]]


def test_a_wrong_field_a_wrong_state_and_a_strange_field_are_told_apart(client, program):
    unit = a_station()
    meeting = a_meeting(MeetingState.ENDED, unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    assert "capacity" in program("POST", "/meetings", 422, **as_json(unit, capacity=-1))["fields"]
    assert "colour" in program("POST", "/meetings", 422, **as_json(unit, colour="red"))["fields"]
    assert program("POST", f"/meetings/{meeting.code}/start", 409)["code"] == "wrong_state"


def test_without_an_account_only_announced_meetings_are_read(client):
    assert client.get(f"/api/v1/meetings/{a_meeting().code}").json["title"] == "加装电梯协商会"
    assert client.get(f"/api/v1/meetings/{a_meeting(MeetingState.PLANNED).code}").status_code == 404
    assert client.get("/api/v1/meetings").status_code == 401
    assert client.post(f"/api/v1/meetings/{a_meeting().code}/open").status_code == 401
