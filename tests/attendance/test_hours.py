from datetime import timedelta

import pytest

from tests.factories.attendance import a_visit, rows, settings, the_code, the_printed_code
from tests.factories.meetings import a_meeting, a_meeting_now, the_runner
from tests.factories.organisation import a_reason
from tests.factories.people import an_account
from yiguan.attendance.doors import reading, tap
from yiguan.attendance.states import CheckInState, Result
from yiguan.base import clock
from yiguan.meetings import acts
from yiguan.meetings.states import MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.workflow.perform import perform


def worth(code):
    return reading.look(code, 0, settings()).result


@pytest.mark.row("CK-12")
def test_too_early_in_time_late_and_closed_are_four_answers(app):
    meeting = a_meeting(MeetingState.NOTIFIED)
    words = []
    for minutes in (-31, -30, 1, 90 + 30, 90 + 31):
        with clock.at(meeting.starts_at + timedelta(minutes=minutes)):
            words.append(worth(the_code(meeting)).value)
    assert words == ["too_early", "ok", "ok_late", "ok_late", "closed"]


@pytest.mark.row("CK-12")
def test_who_comes_too_early_is_told_when_to_come(phone):
    meeting = a_meeting(MeetingState.NOTIFIED)
    page = phone.scan(the_printed_code(meeting))
    opens = clock.moment(meeting.starts_at - timedelta(minutes=30))
    assert f'签到从 <b class="num">{opens}</b> 开始' in page


def test_who_comes_late_is_let_in_and_marked(phone):
    meeting = a_meeting_now()
    with clock.at(meeting.starts_at + timedelta(minutes=5)):
        phone.scan(the_code(meeting))
        assert "会议已经开始，请轻声入场" in phone.tap("李秀英").text
    assert rows(meeting, CheckInState.COUNTED) == 1


@pytest.mark.row("CK-03")
def test_a_photographed_code_dies_and_says_so(phone):
    meeting = a_meeting_now()
    assert "李秀英" not in phone.scan(the_code(meeting, ago=4))
    assert "码已经换新了" in phone.page
    assert worth(the_code(meeting, ago=3)) is Result.OK


@pytest.mark.row("CK-15")
def test_a_refused_tap_is_kept_with_its_time_its_reason_and_the_code_that_was_scanned(client, phone):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    code = phone.code
    with clock.at(clock.now() + timedelta(hours=9)):
        assert "签到已经结束" in phone.tap("李秀英").text
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    page = client.page(f"/bench/meetings/{meeting.code}/check-ins")
    assert f"扫到的码：{code}" in page
    assert "李秀英" not in page, "whoever is turned away leaves no name behind"


def test_a_tap_after_the_meeting_was_ended_is_refused_and_kept(app):
    meeting = a_meeting_now(MeetingState.IN_PROGRESS)
    visit = a_visit(meeting)
    perform(acts.END, meeting, by=the_runner(meeting.unit))
    db.session.flush()
    assert tap.check_in(visit).result is Result.CLOSED
    assert rows(meeting, CheckInState.REFUSED) == 1


def test_a_cancelled_meeting_takes_no_check_in_and_says_why(phone):
    meeting = a_meeting(MeetingState.CANCELLED)
    assert "这次会议取消了" in phone.scan(the_printed_code(meeting))


def test_a_poster_of_before_tells_the_new_time(phone):
    meeting = a_meeting(MeetingState.NOTIFIED)
    old = the_printed_code(meeting)
    a_reason(ReasonKind.MEETING_POSTPONE, "weather")
    new = meeting.starts_at + timedelta(days=3)
    runner, words = the_runner(meeting.unit), {"reason": "weather", "note": "大雨，改天再请。"}
    perform(acts.POSTPONE, meeting, by=runner, starts_at=new, **words)
    db.session.commit()
    assert "这场会改期了" in phone.scan(old)
    assert clock.moment(new) in phone.page
    with clock.at(new):
        assert "这个码作废了" in phone.scan(old)


def test_a_printed_code_can_be_switched_off(app):
    meeting = a_meeting_now(printed_code=False)
    assert worth(the_printed_code(meeting)) is Result.REVOKED_CODE
    assert worth(the_code(meeting)) is Result.OK


@pytest.mark.parametrize("code", ["X", "S" * 26, "0" * 26, "中文", "A" * 300, "%00"])
def test_an_unknown_code_says_what_to_do(phone, code):
    phone.scan(code)
    assert phone.status == 404
    assert Result.UNKNOWN_CODE.label in phone.page


def test_a_planned_meeting_is_not_betrayed_by_its_code(app):
    assert worth(the_code(a_meeting(MeetingState.PLANNED))) is Result.UNKNOWN_CODE
