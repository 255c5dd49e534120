"""Several parts of a meeting, several stops of a visit: separate records and one participant (CK-13, SP-04)."""

from datetime import timedelta

import pytest

from tests.factories.attendance import rows, settings, the_code, the_printed_code, the_spoken_number
from tests.factories.meetings import a_meeting, a_meeting_now, a_visit_now, some_parts, the_runner
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import an_invitation, the_personal_code
from yiguan.attendance import roll
from yiguan.attendance.doors import hand, spoken
from yiguan.attendance.ledger import counts
from yiguan.attendance.states import CheckInSource, CheckInState
from yiguan.base import clock
from yiguan.meetings import parts
from yiguan.meetings.states import MeetingKind
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def visit(app):
    return a_visit_now()


@pytest.mark.row("CK-13")
@pytest.mark.row("SP-04")
def test_each_stop_is_a_record_of_its_own_and_the_person_one_participant(phone, visit):
    for stop in (1, 2):
        with clock.at(visit.starts_at + timedelta(minutes=20 + 60 * stop)):
            phone.scan(the_code(visit, part=stop))
            assert "李秀英" in phone.tap("李秀英" if stop == 1 else "").text
    assert rows(visit, CheckInState.COUNTED) == 2
    assert counts.attendance(visit.id).arrived == 1
    assert counts.by_part(visit.id) == {1: 1, 2: 1}


@pytest.mark.row("CK-13")
def test_a_code_says_its_stop_and_names_it_and_its_hours(phone, visit):
    page = phone.scan(the_code(visit, part=1))
    assert "第1站 柳园社区" in page
    assert "柳园社区广场" in page
    with clock.at(visit.starts_at + timedelta(minutes=30)):
        assert "还没到签到时间" in phone.scan(the_printed_code(visit, part=2))
        assert "第2站 临湖片区" in phone.page


def test_a_bus_that_runs_late_is_still_at_the_first_stop(phone, visit):
    with clock.at(visit.starts_at + timedelta(minutes=75)):
        phone.scan(the_code(visit, part=1))
        phone.tap("李秀英")
    assert counts.by_part(visit.id) == {1: 1}


def test_twice_at_one_stop_is_once_and_told_so(phone, visit):
    phone.scan(the_code(visit))
    phone.tap("李秀英")
    phone.scan(the_code(visit))
    assert "已经签过到了" in phone.tap().text
    assert rows(visit, CheckInState.DUPLICATE) == 1


def test_a_code_of_a_stop_that_does_not_exist_is_nobodys(phone, visit):
    phone.scan(the_code(visit, part=3))
    assert phone.status == 404


@pytest.mark.row("CK-08")
def test_the_spoken_number_leads_to_the_stop_it_was_shown_at(app, visit):
    with clock.at(visit.starts_at + timedelta(minutes=65)):
        number = the_spoken_number(visit, part=2)
        assert spoken.find_code(visit.unit.code, number, settings()) == the_code(visit, part=2)


def test_between_two_stops_the_personal_page_lets_one_choose(app):
    starts_at = clock.whole_minute(clock.now() + timedelta(hours=1))
    meeting = a_meeting(starts_at=starts_at, kind=MeetingKind.INSPECTION, parts=some_parts(starts_at))
    url = f"/P/{the_personal_code(an_invitation(meeting))}"
    with clock.at(starts_at + timedelta(minutes=60)):
        page = app.test_client().get(url).text
    assert page.count("我到了，签到") == 2
    assert "第2站 临湖片区：我到了，签到" in page


def test_the_screen_goes_with_the_clock_or_stays_with_a_chosen_stop(client, visit):
    client.sign_in(an_account(Role.CONVENER, visit.unit))
    url = f"/hall/{visit.code}/state"
    with clock.at(visit.starts_at + timedelta(minutes=75)):
        assert client.get(url).json["part"] == "第2站 临湖片区"
        assert client.get(f"{url}?part=1").json["part"] == "第1站 柳园社区"
        assert client.get(f"{url}?part=9").status_code == 404


@pytest.mark.row("EX-01")
@pytest.mark.row("EX-02")
def test_sheet_and_paper_have_one_line_a_person_and_a_column_a_stop(client, visit):
    runner = the_runner(visit.unit)
    hand.check_in(runner, visit, name="陈桂花", part=2, key="desk-1")
    (line,) = roll.lines_of(visit)
    assert list(line.came_to) == [2]
    assert roll.headers(parts.of(visit))[-2:] == ("第1站 柳园社区", "第2站 临湖片区")
    assert roll.cells([line], parts.of(visit))[0][-2:] == ("", line.at)
    client.sign_in(an_account(Role.CONVENER, visit.unit))
    assert "第2站 临湖片区" in client.page(f"/bench/meetings/{visit.code}/sign-in-sheet")


def test_the_api_tells_what_came_to_each_part_and_people_once(client, visit):
    runner = the_runner(visit.unit)
    person, way = a_resident(), {"source": CheckInSource.DESK_SEARCH}
    for stop in (1, 2):
        hand.count_in(runner, visit, person, part=stop, key=f"desk-{stop}", **way)
    db.session.commit()
    told = client.get(f"/api/v1/meetings/{visit.code}/attendance").json
    assert told["arrived"] == 1
    assert [part["arrived"] for part in told["parts"]] == [1, 1]


def test_a_part_that_the_meeting_does_not_have_is_refused_at_its_field(client):
    meeting = a_meeting_now()
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    answer = client.submit(f"/bench/meetings/{meeting.code}/check-ins", {"name": "陈桂花", "part": "4"})
    assert answer.status_code == 422
    assert "这场会没有这一段" in answer.text
    assert 'value="陈桂花"' in answer.text
