import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.factories.checkin import a_check_in, rows
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import an_account
from tests.queries import counted
from yiguan.audit.queries import entries_of
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CheckInState, Grade
from yiguan.kernel.db import db
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role


@pytest.fixture
def sheet(client):
    """A meeting of now, its convener signed in, and the address of its sheet."""
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    return meeting, f"/bench/meetings/{meeting.code}/check-ins"


def test_a_helper_checks_in_somebody_without_a_phone(client, sheet):
    meeting, url = sheet
    assert client.submit(url, {"name": "陈桂花", "source": "proxy"}).status_code == 302
    page = client.page(url)
    assert "陈**" in page
    assert "陈桂花" not in page
    assert db.session.query(CheckIn).filter_by(meeting_id=meeting.id).one().grade is Grade.A


def test_the_helpers_form_sent_twice_counts_once(client, sheet):
    meeting, url = sheet
    data = {"csrf_token": client.csrf(), "once": "HELPER2345", "name": "陈桂花", "source": "proxy"}
    answers = [FlaskClient.open(client, url, method="POST", data=data).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert rows(meeting) == 1


def test_a_name_left_out_is_asked_for(client, sheet):
    meeting, url = sheet
    answer = client.submit(url, {"name": " ", "phone": "13856201234", "source": "proxy"})
    assert answer.status_code == 422
    assert 'value="13856201234"' in answer.text
    assert rows(meeting) == 0


def test_an_undone_check_in_stays_says_why_and_can_be_done_again(client, sheet):
    meeting, url = sheet
    a_reason(ReasonKind.CHECKIN_UNDO, "left", "人到了又走了")
    row = a_check_in(meeting)
    assert "撤销 李**" in client.page(f"{url}/{row.id}/undo")
    assert client.submit(f"{url}/{row.id}/undo", {"reason": "left"}).status_code == 302
    row = db.session.get_one(CheckIn, row.id)
    assert row.state is CheckInState.UNDONE
    assert entries_of(row)[-1].note == "人到了又走了"
    assert client.submit(f"{url}/{row.id}/undo", {"reason": "left"}).status_code == 409


def test_a_row_is_never_deleted_and_never_rewritten(app):
    row = a_check_in(a_meeting_now())
    for attack in ("DELETE FROM check_in", "UPDATE check_in SET grade = 'E'", "UPDATE check_in SET state = 'refused'"):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(f"{attack} WHERE id = {row.id}"))


def test_closing_writes_the_figures_down(client):
    meeting = a_meeting(MeetingState.ENDED)
    a_check_in(meeting)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    url = f"/bench/meetings/{meeting.code}/close"
    assert client.submit(url, {"version": str(meeting.version)}).status_code == 302
    meeting = db.session.get_one(Meeting, meeting.id)
    assert meeting.state is MeetingState.CLOSED
    assert entries_of(meeting)[-1].note == "签到共1条：有效1。"


def test_the_poster_carries_the_printed_code_once_the_meeting_is_announced(client):
    unit = a_station()
    planned, notified = a_meeting(MeetingState.PLANNED, unit), a_meeting(unit=unit)
    client.sign_in(an_account(Role.CONVENER, unit))
    assert client.get(f"/bench/meetings/{planned.code}/poster").status_code == 409
    assert "到了会场，微信扫一扫签到" in client.page(f"/bench/meetings/{notified.code}/poster")


@pytest.mark.row("PS-05")
def test_no_public_address_lists_people(app, phone):
    meeting = a_meeting_now()
    a_check_in(meeting, "李秀英")
    for url in (f"/meetings/{meeting.code}", f"/api/v1/meetings/{meeting.code}/attendance"):
        page = phone.client.get(url).text
        assert "李秀" not in page
    assert phone.client.get(f"/api/v1/meetings/{meeting.code}/check-ins").status_code == 401


def test_the_sheet_takes_the_same_few_statements_however_many_came(client, sheet):
    meeting, url = sheet
    found = []
    for _ in range(2):
        for _ in range(25):
            a_check_in(meeting)
        with counted() as statements:
            client.page(url)
        found.append(len(statements))
    assert found[0] == found[1] <= 8
