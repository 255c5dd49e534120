"""The check-in sheet and the helper links for programs: the same acts, the same refusals as on the bench."""

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import rows
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from tests.factories.reception import PIN, a_guest, a_record, send
from tests.queries import counted
from yiguan.attendance.models import HelperLink
from yiguan.attendance.states import CheckInState
from yiguan.audit.queries import entries_of
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db

S = CheckInState


@pytest.fixture
def ended(client):
    """A meeting that is over, its convener's program."""
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return meeting


@pytest.fixture
def program(client):
    def call(meeting, path, key="", **body):
        url = f"/api/v1/meetings/{meeting.code}/{path}"
        headers = {"X-CSRFToken": client.csrf()} | ({"Idempotency-Key": key} if key else {})
        return FlaskClient.open(client, url, method="POST", json=body, headers=headers)

    return call


def sheet(client, meeting):
    return client.get(f"/api/v1/meetings/{meeting.code}/sheet").json


@pytest.mark.row("AP-01")
@pytest.mark.row("N07")
def test_the_sheet_says_the_equation_by_device_and_nobodys_name(client, ended, settings):
    send(ended, a_record(name="陈桂花"), a_record(code="secret words"), made=3, settings=settings)
    told = sheet(client, ended)
    line = next(line for line in told["lines"] if line["made"])
    assert (line["made"], line["scans"], line["missing"]) == (3, 2, 1)
    assert told["missing"] == [line]
    assert {state: n for state, n in told["total"]["states"].items() if n} == {"counted": 1, "unresolved": 1}
    assert (told["arrived"], told["grades"]["A"], told["closed"]) == (1, 1, None)
    assert [row["source"] for row in told["unresolved"]] == ["desk_scan"]
    assert not any(words in str(told) for words in ("陈", "secret"))


@pytest.mark.row("AP-01")
def test_closing_is_refused_with_its_word_until_nothing_waits(client, program, ended, settings):
    (odd,) = send(ended, a_record(code="odd"), made=2, settings=settings)
    assert program(ended, "close").json["code"] == "unresolved"
    assert program(ended, f"check-ins/{odd.id}/settle", name="王建国").json == {"result": "ok", "message": "签到成功。"}
    refused = program(ended, "close")
    assert (refused.status_code, refused.json["code"]) == (409, "unsynced")
    assert "签到台第 1 台设备还有1条没送到" in refused.json["message"]
    seen = sheet(client, ended)["version"]
    assert program(ended, "close", anyway=True, version=seen + 1).json["code"] == "stale_version"
    done = program(ended, "close", anyway=True, version=seen).json
    assert (done["state"], done["arrived"]) == ("closed", 1)
    assert "没送到" in done["closed"]["note"]
    assert entries_of(db.session.get_one(Meeting, ended.id))[-1].act == "close"


def test_an_unclear_scan_is_somebody_of_the_list_or_nobody_and_only_one_of_them(client, program, ended, settings):
    line = a_guest(ended, settings=settings)
    first, second = send(ended, a_record(code="odd 1"), a_record(code="odd 2"), settings=settings)
    for body in ({}, {"name": "王建国", "nothing": True}, {"person": "1", "name": "王建国"}):
        assert program(ended, f"check-ins/{first.id}/settle", **body).status_code == 422
    assert program(ended, f"check-ins/{first.id}/settle", person=str(line.person_id)).json["result"] == "ok"
    assert program(ended, f"check-ins/{second.id}/settle", nothing=True).json["result"] == "unknown_code"
    assert program(ended, f"check-ins/{second.id}/settle", nothing=True).json["code"] == "settled"
    told = client.get(f"/api/v1/meetings/{ended.code}/check-ins").json["items"]
    assert sorted(row["settles"] or 0 for row in told) == [0, 0, first.id, second.id]
    assert rows(ended, S.COUNTED) == 1


@pytest.mark.row("N02")
def test_a_burst_is_told_by_its_count_approved_or_taken_back(client, program, keeper, settings):
    a_reason(ReasonKind.CHECKIN_UNDO, "double", "同一人签了两次")
    send(keeper, *(a_record(name="陈桂花") for _ in range(2)), settings=settings)
    (burst,) = sheet(client, keeper)["bursts"]
    assert (burst["kind"], burst["title"], burst["size"], len(burst["check_ins"])) == ("name", "2 个人姓名一样", 2, 2)
    chosen = {"kind": burst["kind"], "subject": burst["subject"]}
    assert program(keeper, "bursts/approve", **chosen).json["bursts"][0]["reviewed"] is True
    assert program(keeper, "bursts/undo", **chosen, reason="double").status_code == 422
    second = program(keeper, f"check-ins/{burst['check_ins'][1]}/undo", reason="double").json
    assert second["state"] == "undone"
    assert program(keeper, "bursts/approve", **chosen).json["code"] == "settled"


@pytest.mark.row("CK-19")
@pytest.mark.row("AP-02")
def test_a_day_link_tells_its_address_once_and_is_taken_back(client, program, keeper):
    made, again = (program(keeper, "helper-links", key="one", pin=PIN, shown=True) for _ in range(2))
    assert (made.status_code, again.json) == (201, made.json)
    address = made.json["address"]
    assert "口令" in client.page(address.removeprefix("http://localhost"))
    listed = client.get(f"/api/v1/meetings/{keeper.code}/helper-links")
    assert [link["link"] for link in listed.json["items"]] == [made.json["link"]]
    assert address.rpartition("/")[2] not in listed.text
    revoked = program(keeper, f"helper-links/{made.json['link']}/revoke")
    assert revoked.json["revoked_at"]
    assert client.get(address.removeprefix("http://localhost")).status_code == 404
    assert [entry.act for entry in entries_of(db.session.query(HelperLink).one())] == ["create", "revoke"]


@pytest.mark.parametrize("pin", ["", "12345", "abcdef"])
def test_a_pin_of_a_program_is_six_digits_too(program, keeper, pin):
    assert "口令是 6 位数字" in program(keeper, "helper-links", pin=pin).json["fields"]["pin"][0]


@pytest.mark.parametrize("path", ["sheet", "helper-links"])
def test_strangers_and_other_stations_see_nothing(app, client, path):
    meeting = a_meeting_now()
    assert app.test_client().get(f"/api/v1/meetings/{meeting.code}/{path}").status_code == 401
    client.sign_in(an_account(Role.CONVENER, a_meeting_now().unit))
    assert client.get(f"/api/v1/meetings/{meeting.code}/{path}").status_code == 404


def test_a_member_of_the_station_may_not_close_its_meeting(client, program):
    meeting = a_meeting(MeetingState.ENDED)
    client.sign_in(an_account(Role.MEMBER, meeting.unit))
    assert program(meeting, "close").status_code == 403


def test_the_sheet_takes_the_same_statements_however_many_came(client, keeper, settings):
    found = []
    for _ in range(2):
        send(keeper, *(a_record(name=f"王{at % 9}") for at in range(30)), a_record(code="odd"), settings=settings)
        with counted() as statements:
            sheet(client, keeper)
        found.append(len(statements))
    assert found[0] == found[1]
