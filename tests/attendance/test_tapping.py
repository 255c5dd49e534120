import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.factories.attendance import a_visit, rows, the_code, the_printed_code
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.people import a_resident
from tests.queries import counted
from yiguan.attendance.doors import tap
from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInSource, CheckInState, Grade, Result
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.people.models import Person
from yiguan.store.db import db

TABLES = ("check_in", "person", "device", "consent", "audit_entry", "notice", "answer")


def only_row(meeting):
    return db.session.scalars(select(CheckIn).where(CheckIn.meeting_id == meeting.id)).one()


@pytest.mark.row("CK-01")
@pytest.mark.row("AE-05")
def test_a_first_visit_takes_a_name_and_one_tap(phone):
    meeting = a_meeting_now()
    assert "加装电梯协商会" in phone.scan(the_code(meeting))
    page = phone.tap("李秀英").text
    assert re.search(r"李秀英，您是第 <span class=\"num\">1</span> 位", page)
    row = only_row(meeting)
    assert (row.state, row.grade, row.source) == (CheckInState.COUNTED, Grade.B, CheckInSource.SCREEN)


@pytest.mark.row("CK-02")
def test_a_remembered_phone_needs_one_tap_and_types_nothing(phone):
    phone.scan(the_code(a_meeting_now()))
    phone.tap("李秀英")
    second = a_meeting_now()
    page = phone.scan(the_code(second))
    assert "李秀英，点一下就签到" in page
    assert 'name="name"' not in page
    assert "李秀英，您是第" in phone.tap().text
    assert rows(second, CheckInState.COUNTED) == 1


def test_not_me_switches_the_person_on_the_same_phone(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    assert "不是我" in phone.scan(the_code(meeting))
    phone.scan(the_code(meeting) + "?who=new")
    assert "王大山，您是第" in phone.tap("王大山").text
    assert rows(meeting, CheckInState.COUNTED) == 2


@pytest.mark.row("CK-22")
def test_opening_a_code_changes_nothing_whoever_opens_it(app, phone):
    meeting = a_meeting_now()
    tables = [db.metadata.tables[name] for name in TABLES]

    def count():
        return [db.session.scalar(select(func.count()).select_from(table)) for table in tables]

    before = count()
    for _ in range(3):
        phone.scan(the_code(meeting))
    app.test_client().head(f"/C/{the_code(meeting)}")
    app.test_client().options(f"/C/{the_code(meeting)}")
    assert count() == before


@pytest.mark.row("CK-05")
def test_a_printed_code_is_taken_with_a_weaker_grade(phone):
    meeting = a_meeting_now()
    phone.scan(the_printed_code(meeting))
    phone.tap("李秀英")
    assert (only_row(meeting).grade, only_row(meeting).source) == (Grade.D, CheckInSource.PRINT)


def test_a_phone_without_cookies_gets_its_answer_at_once(cookieless):
    meeting = a_meeting_now()
    cookieless.scan(the_code(meeting))
    answer = cookieless.tap("李秀英", follow=False)
    assert answer.status_code == 200
    assert "李秀英，您是第" in answer.text
    assert only_row(meeting).mark == "no_cookie"


@pytest.mark.row("CK-09")
@pytest.mark.row("OF-02")
def test_the_same_tap_sent_again_has_the_same_answer_and_one_row(phone, cookieless):
    meeting = a_meeting_now()
    for device, name in ((phone, "李秀英"), (cookieless, "王大山")):
        device.scan(the_code(meeting))
        answers = [device.tap(name).text for _ in range(3)]
        assert len(set(answers)) == 1
    assert rows(meeting) == 2


def test_a_tap_sent_again_after_the_meeting_ended_keeps_its_answer(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    first = phone.tap("李秀英", follow=False).location
    with clock.at(clock.now() + timedelta(days=20)):
        assert phone.tap("李秀英", follow=False).location == first


@pytest.mark.row("CK-10")
def test_a_second_scan_is_answered_kindly_with_the_first_time_and_not_counted(phone):
    meeting = a_meeting_now()
    first = clock.now()
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    with clock.at(first + timedelta(minutes=7)):
        phone.scan(the_code(meeting))
        page = phone.tap().text
    assert f"您 {clock.time_of_day(first)} 已经签过到了" in page
    assert '您是第 <span class="num">1</span> 位' in page
    assert (rows(meeting, CheckInState.COUNTED), rows(meeting, CheckInState.DUPLICATE)) == (1, 1)


def test_the_same_key_for_another_person_is_a_conflict_and_not_stored(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    answer = phone.tap("王大山")
    assert answer.status_code == 409
    assert Result.CONFLICT.label in answer.text
    assert rows(meeting) == 1


@pytest.mark.row("CK-04")
def test_a_slow_reader_still_gets_in_a_quarter_of_an_hour_later(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    with clock.at(clock.now() + timedelta(minutes=9)):
        assert "李秀英，您是第" in phone.tap("李秀英").text


def test_a_page_kept_longer_needs_a_fresh_scan(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert "码已经换新了" in phone.tap("李秀英").text
        assert (only_row(meeting).state, only_row(meeting).result) == (CheckInState.REFUSED, Result.EXPIRED_CODE)


def test_a_page_forwarded_to_another_phone_needs_a_fresh_scan(app, phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    other = type(phone)(app.test_client())
    other.scan(the_code(meeting))
    other.page = phone.page
    assert "码已经换新了" in other.tap("王大山").text
    assert "李秀英，您是第" in phone.tap("李秀英").text


def test_a_blank_name_comes_back_with_the_form_and_the_same_receipt(phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    answer = phone.tap("\u3164 \u200b", phone="13856201234")
    assert answer.status_code == 422
    assert Result.NEEDS_INFO.label in answer.text
    assert 'value="13856201234"' in answer.text
    assert phone.receipt in answer.text
    assert rows(meeting) == 0


def test_a_wrong_phone_number_is_named_and_the_name_kept(phone):
    phone.scan(the_code(a_meeting_now()))
    answer = phone.tap("李秀英", phone="1385620")
    assert answer.status_code == 422
    assert "手机号应为11位数字，现在是7位" in answer.text.replace(",", "，")
    assert 'value="李秀英"' in answer.text


@pytest.mark.parametrize("bad", ["", "x", "A" * 200, "\x00", "9" * 10_000, "é中😀"])
def test_a_forged_receipt_stores_nothing(phone, bad):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    assert phone.tap("李秀英", receipt=bad).status_code == 404
    assert rows(meeting) == 0


def test_somebody_elses_number_does_not_check_them_in(phone):
    meeting, stranger = a_meeting_now(), a_resident()
    phone.scan(the_code(meeting))
    assert phone.tap("", person=str(stranger.id)).status_code == 422
    assert rows(meeting) == 0


def test_the_tap_of_a_returning_phone_is_two_statements(app):
    meeting, token = a_meeting_now(), "d" * 32
    tap.check_in(a_visit(a_meeting_now(), token))
    db.session.commit()
    person = db.session.scalars(select(Person.id).where(Person.device_id == a_visit(meeting, token).device)).one()
    visit = a_visit(meeting, token, name="")
    with counted() as statements:
        outcome = tap.check_in(tap.Visit(visit.receipt, token, person))
    assert outcome.result is Result.OK
    assert [statement.split()[0] for statement in statements] == ["SELECT", "INSERT"]


def test_every_tap_is_in_exactly_one_state(app):
    meeting = a_meeting_now()
    for name in ("李秀英", "王大山", "李秀英"):
        tap.check_in(a_visit(meeting, name=name))
    late = a_visit(meeting, name="赵小满")
    with clock.at(clock.now() + timedelta(hours=9)):
        tap.check_in(late)
    assert [rows(meeting, state) for state in CheckInState] == [2, 1, 0, 1, 0, 0]


def test_the_result_page_belongs_to_the_phone_that_tapped(app, phone):
    phone.scan(the_code(a_meeting_now()))
    place = phone.tap("李秀英", follow=False).location
    assert phone.client.get(place).status_code == 200
    assert app.test_client().get(place).status_code == 404


def test_a_meeting_that_is_held_takes_no_other_state(phone):
    meeting = a_meeting(MeetingState.ENDED, starts_at=clock.now() - timedelta(minutes=20))
    assert "签到已经结束" in phone.scan(the_code(meeting))
