"""Slow readers and returning phones: what was good when it opened stays good; a phone that was here knows whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import Phone, rows, settings, the_code
from tests.factories.meetings import a_meeting, a_meeting_now
from tests.factories.organisation import a_station
from yiguan.attendance import codes
from yiguan.attendance.states import CheckInState, Result
from yiguan.base import clock
from yiguan.base.codes import random_code
from yiguan.leads import reporting as leads
from yiguan.people import device_cookie, residents
from yiguan.store.db import db

GRACE = timedelta(seconds=(codes.EARLIER + 1) * codes.WINDOW_S)


def second(n):
    """Second n of the life of the code that shows now."""
    window = codes.window_of(clock.now())
    return datetime.fromtimestamp(codes.window_start(window), UTC) + timedelta(seconds=n)


@pytest.mark.row("N03")
@pytest.mark.row("CK-04")
def test_a_page_opened_at_second_fourteen_of_its_code_is_good_four_minutes_later(phone):
    meeting = a_meeting_now()
    with clock.at(second(14)):
        phone.scan(the_code(meeting))
    with clock.at(second(14) + timedelta(minutes=4)):
        assert "李秀英，您是第" in phone.tap("李秀英").text
    assert rows(meeting, CheckInState.COUNTED) == 1


@pytest.mark.row("N03")
@pytest.mark.row("CK-03")
def test_a_code_opened_after_the_grace_asks_for_a_fresh_scan_which_works_at_once(phone):
    meeting = a_meeting_now()
    with clock.at(second(14)):
        photographed = the_code(meeting)
    with clock.at(second(0) + GRACE):
        assert "请重新扫屏幕上的码" in Result.EXPIRED_CODE.label
        assert Result.EXPIRED_CODE.label in phone.scan(photographed)
        phone.scan(the_code(meeting))
        assert "李秀英，您是第" in phone.tap("李秀英").text


@pytest.mark.row("N03")
def test_somebody_who_opened_too_early_scans_again_and_is_in(phone):
    meeting = a_meeting(starts_at=clock.now() + timedelta(minutes=40))
    assert "还没到签到时间" in phone.scan(the_code(meeting))
    with clock.at(clock.now() + timedelta(minutes=15)):
        phone.scan(the_code(meeting))
        assert "李秀英，您是第" in phone.tap("李秀英").text


@pytest.mark.row("N04")
def test_the_second_time_one_tap_two_requests_and_not_one_typed_character(phone):
    """The page and the tap; a third request only shows the answer, so that going back sends nothing again."""
    phone.scan(the_code(a_meeting_now()))
    phone.tap("李秀英")
    meeting = a_meeting_now()
    page = phone.scan(the_code(meeting))
    assert re.findall(r'<(?:input|textarea|select)\b(?![^>]*type="hidden")', page) == []
    phone.tap(follow=False)
    assert rows(meeting, CheckInState.COUNTED) == 1


@pytest.mark.row("N04")
def test_a_phone_whose_storage_was_cleared_is_asked_for_a_name_and_is_somebody_new(app, phone):
    first, later = a_meeting_now(title="第一场协商会"), a_meeting_now(title="第二场协商会")
    phone.scan(the_code(first))
    phone.tap("李秀英")
    cleared = Phone(app.test_client())
    assert "请留个称呼" in cleared.scan(the_code(later))
    assert "李秀英，您是第" in cleared.tap("李秀英").text
    mine = FlaskClient.open(cleared.client, "/mine").text
    assert ("第二场协商会" in mine, "第一场协商会" in mine) == (True, False)


def a_matter(token, text):
    """What the phone with this cookie reported."""
    person = residents.resident_on(token, f"{text[:2]}先生", phone="13800001234")
    lead = leads.submit(person, a_station(), text=text, place="井巷新村12栋", nonce=random_code(40))
    db.session.commit()
    return lead


@pytest.mark.row("N04")
def test_a_stolen_device_key_reads_and_does_nothing_of_another_person(app):
    """Whoever copies one phone's cookie has that phone; every other person's matters stay shut."""
    meeting, hers, his = a_meeting_now(), a_matter("h" * 32, "楼上漏水半年没人管"), a_matter("m" * 32, "停车位被人占了")
    thief = Phone(app.test_client())
    thief.client.set_cookie(device_cookie.cookie_name(settings()), "h" * 32, domain="localhost")
    mine, shut = (FlaskClient.open(thief.client, url).text for url in ("/mine", f"/leads/{his.receipt}"))
    assert hers.receipt in mine
    assert his.receipt not in mine
    assert "停车位" not in mine + shut
    thief.scan(the_code(meeting))
    assert thief.tap("", person=str(his.person_id)).status_code == 422
    assert rows(meeting) == 0
