"""One scan of a program at the desk."""

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import rows
from tests.factories.meetings import a_meeting
from tests.factories.people import an_account
from tests.factories.reception import a_guest, the_personal_code
from yiguan.meetings.states import MeetingState
from yiguan.people.states import Role


@pytest.fixture
def program(client, keeper):
    token = client.csrf()

    def post(key="", meeting=keeper, **body):
        headers = {"X-CSRFToken": token} | ({"Idempotency-Key": key} if key else {})
        return FlaskClient.open(
            client, f"/api/v1/meetings/{meeting.code}/check-ins", method="POST", json=body, headers=headers
        )

    return post


@pytest.mark.row("AP-01")
def test_a_code_a_person_or_a_name_is_decided_with_a_word(program, keeper, settings):
    line, other = a_guest(keeper, settings=settings), a_guest(keeper, "王建国", settings=settings)
    done = program(code=the_personal_code(line, settings)).json
    assert (done["result"], done["check_in"]["source"], done["check_in"]["number"]) == ("ok", "desk_scan", 1)
    assert program(person=str(other.person_id)).json["check_in"]["source"] == "desk_search"
    assert program(person=str(other.person_id)).json["result"] == "already"
    assert program(name="陈桂花").json["check_in"]["grade"] == "A"
    assert program(name="石师傅", source="paper").json["check_in"]["grade"] == "E"
    assert program(code="odd").json["result"] == "stored_unresolved"
    assert rows(keeper) == 6


@pytest.mark.row("AP-02")
def test_the_same_key_is_the_same_scan(program, keeper):
    first, again = (program("key-1", name="陈桂花") for _ in range(2))
    assert first.json == again.json
    assert program("key-1", name="王建国").status_code == 409
    assert rows(keeper) == 1


@pytest.mark.parametrize("body", [{}, {"code": "x", "name": "陈桂花"}, {"name": "陈桂花", "source": "screen"}])
def test_what_says_too_little_or_too_much_is_422(program, keeper, body):
    assert program(**body).status_code == 422
    assert rows(keeper) == 0


def test_a_cancelled_meeting_answers_with_its_word(client):
    meeting = a_meeting(MeetingState.CANCELLED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    url, headers = f"/api/v1/meetings/{meeting.code}/check-ins", {"X-CSRFToken": client.csrf()}
    assert client.post(url, json={"name": "陈桂花"}, headers=headers).json["result"] == "cancelled"
