import pytest

from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.factories.registrations import a_registration
from yiguan.people.states import Role


@pytest.fixture
def program(client):
    """A convener's program, at a meeting with two seats."""
    unit = a_station()
    client.sign_in(an_account(Role.CONVENER, unit))
    client.meeting = a_meeting(unit=unit, capacity=2)

    def call(method, path="", status=200, **json):
        url = f"/api/v1/meetings/{client.meeting.code}/registrations{path}"
        headers = {"X-CSRFToken": client.csrf()}
        answer = client.open(url, method=method, json=json or None, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json

    return call


@pytest.mark.row("AP-01")
def test_a_program_invites_enters_answers_and_lists(program):
    asked = program("POST", "", 201, name="钱芷兰", invited=True, required=True, side="member")
    entered = program("POST", "", 201, name="李秀英", phone="13856201234")
    waits = program("POST", "", 201, name="王大山")
    assert [line["state"] for line in (asked, entered, waits)] == ["invited", "registered", "waitlisted"]
    assert (entered["name"], waits["place"]) == ("李**", 1)
    left = program("POST", f"/{entered['id']}/withdraw", note="有事", version=entered["version"])
    assert left["state"] == "withdrawn"
    assert program("GET", f"/{waits['id']}")["state"] == "registered"
    assert program("GET")["total"] == 2
    assert [line["id"] for line in program("GET", "?state=invited")["items"]] == [asked["id"]]


@pytest.mark.row("AP-01")
def test_leave_is_asked_with_a_reason_and_granted(program):
    line = program("POST", "", 201, name="钱芷兰", invited=True, required=True)
    url = f"/{line['id']}"
    assert program("POST", f"{url}/decline", 409, note="不来")["code"] == "leave_needed"
    assert "note" in program("POST", f"{url}/ask-leave", 422, note="")["fields"]
    assert program("POST", f"{url}/ask-leave", note="出差")["state"] == "leave_asked"
    assert program("POST", f"{url}/grant-leave", note="")["state"] == "on_leave"
    assert program("POST", f"{url}/grant-leave", 409, note="")["code"] == "wrong_state"


def test_what_is_wrong_has_a_code_and_a_sentence(program):
    assert "phone" in program("POST", "", 422, name="李秀英", phone="138")["fields"]
    assert "colour" in program("POST", "", 422, name="李秀英", colour="red")["fields"]
    assert program("GET", "?state=x", 422)["code"] == "invalid"
    line = program("POST", "", 201, name="李秀英")
    assert program("POST", f"/{line['id']}/withdraw", 409, note="", version=99)["code"] == "stale_version"
    assert program("GET", "/1", 404)["code"] == "not_found"


@pytest.mark.row("PS-05")
def test_nobody_without_an_account_lists_people(client):
    line = a_registration()
    assert client.get(f"/api/v1/meetings/{line.meeting.code}/registrations").status_code == 401
