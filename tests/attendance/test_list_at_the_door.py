"""Who comes in where only the list comes in, and by the personal code."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories.attendance import Phone, a_visit, rows, the_code
from tests.factories.meetings import a_meeting_now, the_runner
from tests.factories.organisation import a_station
from tests.factories.people import a_resident, an_account
from tests.factories.registrations import a_registration, an_invitation, as_actor, the_personal_code
from tests.queries import counted
from yiguan.attendance.doors import hand, tap
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.meetings.parameters import CHECKIN_OPENS
from yiguan.meetings.states import Attendance
from yiguan.organisation.values import value_of
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.registrations import acts as line_acts
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def scans(meeting):
    return db.session.scalars(select(CheckIn).where(CheckIn.meeting_id == meeting.id).order_by(CheckIn.id)).all()


def signed_up(phone, meeting, name="李秀英"):
    """Registered on this phone; the personal code's page."""
    url = f"/meetings/{meeting.code}/registration"
    page = FlaskClient.open(phone.client, f"{url}?who=new").text
    receipt = re.search(r'name="receipt" value="([^"]+)"', page)
    assert receipt, page
    data = {"receipt": receipt[1], "name": name}
    return FlaskClient.open(phone.client, url, method="POST", data=data).location


def show(phone, url):
    phone.page = FlaskClient.open(phone.client, url).text
    return phone.page


def tap_at(phone, url):
    data = {"receipt": phone.receipt}
    return FlaskClient.open(phone.client, url, method="POST", data=data, follow_redirects=True)


@pytest.mark.row("RG-06")
def test_who_never_signed_up_comes_in_and_is_marked(client):
    phone, meeting = Phone(client), a_meeting_now()
    signed_up(phone, meeting)
    phone.scan(the_code(meeting))
    phone.tap()
    phone.scan(the_code(meeting) + "?who=new")
    phone.tap("王大山")
    assert [(row.state, row.mark) for row in scans(meeting)] == [
        (CheckInState.COUNTED, ""),
        (CheckInState.COUNTED, "walk_in"),
    ]
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert client.page(f"/bench/meetings/{meeting.code}/check-ins").count("，没报名") == 1


@pytest.mark.row("RG-06")
@pytest.mark.parametrize("plan", [{"listed_only": True}, {"attendance": Attendance.INVITED}])
def test_where_only_the_list_comes_in_a_stranger_is_told_and_leaves_no_name(phone, plan):
    meeting = a_meeting_now(**plan)
    phone.scan(the_code(meeting))
    assert Result.NOT_INVITED.label in phone.tap("王大山").text
    (row,) = scans(meeting)
    assert (row.state, row.result, row.person_id) == (CheckInState.REFUSED, Result.NOT_INVITED, None)
    assert db.session.scalars(select(Person.id).where(Person.device_id == row.device_id)).all() == []


@pytest.mark.row("RG-06")
def test_who_signed_up_comes_in_by_one_tap_or_by_typing_the_name_again(phone):
    meeting = a_meeting_now(listed_only=True)
    signed_up(phone, meeting)
    signed_up(phone, meeting, "王大山")
    phone.scan(the_code(meeting))
    assert "您是第" in phone.tap().text
    phone.scan(the_code(meeting) + "?who=new")
    assert "李秀英，您是第" in phone.tap("李秀英").text
    assert rows(meeting, CheckInState.COUNTED) == 2


@pytest.mark.row("RG-06")
def test_who_waits_for_a_seat_is_sent_to_the_staff(phone):
    meeting = a_meeting_now(listed_only=True, capacity=2)
    for _ in range(2):
        a_registration(meeting)
    signed_up(phone, meeting)
    phone.scan(the_code(meeting))
    assert Result.WAITLISTED.label in phone.tap().text
    assert rows(meeting, CheckInState.COUNTED) == 0


def test_the_list_costs_the_returning_phone_no_further_statement(app):
    meeting, person = a_meeting_now(listed_only=True), a_resident()
    a_registration(meeting, person)
    token = next(f"device-{n}".ljust(32, "x") for n in range(20_000) if matches(f"device-{n}".ljust(32, "x"), person))
    visit = a_visit(meeting, token, name="")
    value_of(CHECKIN_OPENS)  # kept for some seconds
    with counted() as statements:
        outcome = tap.check_in(tap.Visit(visit.receipt, token, person.id))
    assert outcome.result is Result.OK
    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT"]


def matches(token, person):
    return tap.Visit(None, token).device == person.device_id  # type: ignore[arg-type]


@pytest.mark.row("CK-06")
def test_the_personal_code_checks_in_on_the_persons_own_phone(phone):
    meeting = a_meeting_now(listed_only=True)
    url = signed_up(phone, meeting)
    assert "我到了，签到" in show(phone, url)
    assert "李秀英，您是第" in tap_at(phone, url).text
    (row,) = scans(meeting)
    assert (row.state, row.source, row.grade) == (CheckInState.COUNTED, CheckInSource.PERSONAL, Grade.C)
    assert "已经签到了" in show(phone, url)
    assert "我到了，签到" not in phone.page


def test_the_same_tap_on_the_personal_code_sent_again_has_the_same_answer(phone):
    meeting = a_meeting_now()
    url = signed_up(phone, meeting)
    show(phone, url)
    assert tap_at(phone, url).text == tap_at(phone, url).text
    assert rows(meeting) == 1


def test_on_another_phone_the_code_is_only_shown_with_a_masked_name(app, phone):
    meeting = a_meeting_now()
    url, other = signed_up(phone, meeting), Phone(app.test_client())
    page = show(other, url)
    assert "李秀英" not in page
    assert "李**" in page
    assert "我到了，签到" not in page


def test_a_forwarded_code_checks_nobody_in_from_another_phone(app, phone):
    meeting = a_meeting_now()
    url, other = signed_up(phone, meeting), Phone(app.test_client())
    show(phone, url)
    show(other, url)
    other.page = phone.page
    tap_at(other, url)
    assert rows(meeting, CheckInState.COUNTED) == 0
    assert [row.result for row in scans(meeting)] == [Result.FORBIDDEN]


def test_an_invited_person_without_a_phone_we_know_checks_in_where_the_code_is(phone):
    line = an_invitation(a_meeting_now(attendance=Attendance.INVITED))
    url = f"/P/{the_personal_code(line)}"
    show(phone, url)
    assert "钱芷兰，您是第" in tap_at(phone, url).text


def test_looking_at_a_personal_code_changes_nothing_and_before_the_door_opens_it_is_no_button(phone):
    meeting = a_meeting_now()
    url = signed_up(phone, meeting)
    with clock.at(meeting.starts_at - timedelta(hours=2)):
        assert "我到了，签到" not in show(phone, url)
    with counted() as statements:
        show(phone, url)
    assert {statement.split()[0] for statement in statements} == {"SELECT"}
    assert rows(meeting) == 0


def test_a_revoked_personal_code_lets_nobody_in(phone):
    line = an_invitation(a_meeting_now())
    url = f"/P/{the_personal_code(line)}"
    show(phone, url)
    perform(line_acts.REMOVE, line, by=the_runner(line.meeting.unit), note="改请别人了")
    db.session.commit()
    assert tap_at(phone, url).status_code == 404
    assert rows(line.meeting) == 0


def test_whoever_said_no_and_comes_after_all_is_welcome(phone):
    line = an_invitation(a_meeting_now(attendance=Attendance.INVITED))
    with clock.at(line.meeting.starts_at - timedelta(hours=3)):
        perform(line_acts.DECLINE, line, by=as_actor(line))
    db.session.commit()
    url = f"/P/{the_personal_code(line)}"
    show(phone, url)
    assert "您是第" in tap_at(phone, url).text


@pytest.mark.row("RG-02")
def test_who_did_not_come_is_listed_those_on_leave_apart(client):
    unit = a_station()
    meeting = a_meeting_now(unit=unit)
    here, _, away = (
        a_registration(meeting),
        an_invitation(meeting, "王大山"),
        an_invitation(meeting, required=True),
    )
    with clock.at(meeting.starts_at - timedelta(hours=3)):
        perform(line_acts.ASK_LEAVE, away, by=as_actor(away), words="出差")
        perform(line_acts.GRANT_LEAVE, away, by=the_runner(unit))
    hand.count_in(the_runner(unit), meeting, here.person, source=CheckInSource.DESK_SEARCH, key="desk-1")
    db.session.commit()
    client.sign_in(an_account(Role.CONVENER, unit))
    page = client.page(f"/bench/meetings/{meeting.code}/absences")
    numbers = [int(n) for n in re.findall(r'<span class="num">(\d+)</span> 人', page)]
    assert numbers == [1, 1, 1]
    assert "王**" in page
    assert "李" not in page
