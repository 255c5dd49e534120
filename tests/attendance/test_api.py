import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import a_check_in, rows, the_code
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from yiguan.attendance.states import CheckInState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role


@pytest.fixture
def program(app):
    """A mini program without an account and without cookies."""
    client = app.test_client(use_cookies=False)

    def call(url, key="", **json):
        headers = {"Idempotency-Key": key} if key else {}
        method = "POST" if json else "GET"
        return FlaskClient.open(client, f"/api/v1{url}", method=method, json=json or None, headers=headers)

    return call


@pytest.mark.row("AP-01")
def test_a_program_reads_a_code_and_checks_a_resident_in(program):
    meeting = a_meeting_now()
    seen = program(f"/codes/{the_code(meeting)}").json
    assert (seen["result"], seen["meeting"]["code"]) == ("ok", meeting.code)
    done = program("/check-ins", receipt=seen["receipt"], name="李秀英", consent=True).json
    assert (done["result"], done["message"], done["meeting"]) == ("ok", "签到成功。", meeting.code)
    assert (done["check_in"]["number"], done["check_in"]["grade"], done["check_in"]["source"]) == (1, "B", "screen")


@pytest.mark.row("AP-02")
@pytest.mark.row("CK-09")
def test_the_same_key_answers_the_same_and_refuses_other_content(program):
    meeting = a_meeting_now()
    body = {"receipt": program(f"/codes/{the_code(meeting)}").json["receipt"], "name": "李秀英", "consent": True}
    first, again = (program("/check-ins", "key-1", **body) for _ in range(2))
    assert first.json == again.json
    assert program("/check-ins", "key-1", **body | {"name": "王大山"}).status_code == 409
    assert program("/check-ins", **body | {"name": "王大山"}).json["result"] == "conflict"
    assert rows(meeting) == 1


def test_a_code_that_lets_nobody_in_brings_its_word_and_no_receipt(program):
    seen = program(f"/codes/{the_code(a_meeting())}").json
    assert (seen["result"], seen["receipt"]) == ("too_early", None)
    assert program("/codes/NONSENSE").json["result"] == "unknown_code"


def test_what_cannot_be_read_is_422_with_the_field_named(program):
    meeting = a_meeting_now()
    receipt = program(f"/codes/{the_code(meeting)}").json["receipt"]
    for body, field in (
        ({"receipt": "forged", "name": "李秀英", "consent": True}, "receipt"),
        ({"receipt": receipt, "name": "李秀英", "consent": False}, "consent"),
        ({"receipt": receipt, "name": "", "consent": True}, "name"),
        ({"receipt": receipt, "name": 7, "consent": True}, "name"),
        ({"receipt": receipt, "name": "李秀英", "consent": True, "vip": 1}, "vip"),
    ):
        answer = program("/check-ins", **body)
        assert answer.status_code == 422
        assert field in answer.json["fields"]
    assert rows(meeting) == 0


@pytest.mark.row("CK-20")
def test_attendance_is_numbers_by_kind_and_grade_with_an_etag(app, program):
    meeting = a_meeting_now()
    a_check_in(meeting)
    answer = program(f"/meetings/{meeting.code}/attendance")
    assert answer.json["arrived"] == answer.json["kinds"]["resident"] == answer.json["grades"]["A"] == 1
    url, etag = f"/api/v1/meetings/{meeting.code}/attendance", answer.headers["ETag"]
    assert app.test_client().get(url, headers={"If-None-Match": etag}).status_code == 304


def test_staff_add_list_and_undo_through_the_api(client):
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    a_reason(ReasonKind.CHECKIN_UNDO, "left")
    headers, url = {"X-CSRFToken": client.csrf()}, f"/api/v1/meetings/{meeting.code}/check-ins"
    made = client.post(url, json={"name": "陈桂花"}, headers=headers).json["check_in"]
    assert (made["source"], made["number"]) == ("proxy", 1)
    undone = client.post(f"/api/v1/check-ins/{made['id']}/undo", json={"reason": "left"}, headers=headers)
    assert undone.json["state"] == "undone"
    assert [(item["name"], item["state"]) for item in client.get(url).json["items"]] == [("陈**", "undone")]
    assert rows(meeting, CheckInState.COUNTED) == 0
