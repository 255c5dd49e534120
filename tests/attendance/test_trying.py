from collections import Counter
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import Phone, rows, settings, the_code
from tests.factories.meetings import a_meeting_now
from yiguan.attendance import codes
from yiguan.attendance.guesses import A_PHONE, NEW_PHONES, WITHOUT_COOKIE
from yiguan.base import clock
from yiguan.people import device_cookie


def spoken(meeting):
    return codes.mint_of(settings().keys, meeting).spoken(codes.window_of(clock.now()))


def say(phone, meeting, number):
    url = f"/units/{meeting.unit.code}/number"
    return FlaskClient.open(phone.client, url, method="POST", data={"number": number})


def with_cookie(phone, token):
    """The phone with this cookie, whoever made it up."""
    phone.client.set_cookie(device_cookie.cookie_name(settings()), token.ljust(32, "x"), domain="localhost")
    return phone


def wrong(meeting):
    """Six digits beside the living ones."""
    return f"{(int(spoken(meeting)) + 1) % 10**6:06d}"


@pytest.mark.row("PS-04")
def test_trying_codes_is_slowed_down_and_honest_neighbours_are_not(app, phone):
    meeting = a_meeting_now()
    answers = [phone.client.get(f"/C/S{n:025d}").status_code for n in range(60)]
    assert answers[0] == 404
    assert answers[-1] == 429
    neighbour = Phone(app.test_client())
    neighbour.scan(the_code(meeting))
    assert "李秀英，您是第" in neighbour.tap("李秀英").text


def test_the_number_on_the_screen_leads_to_the_check_in(phone):
    meeting = a_meeting_now()
    answer = say(phone, meeting, " ".join(spoken(meeting)))
    assert answer.status_code == 303
    phone.scan(answer.location.rpartition("/")[2])
    phone.tap("李秀英")
    assert rows(meeting) == 1


@pytest.mark.row("PS-04")
def test_a_thousand_wrong_numbers_of_one_phone_stop_nobody_else(app, phone):
    meeting = a_meeting_now()
    phone.client.get(f"/S/{meeting.unit.code}")
    answers = [say(phone, meeting, wrong(meeting)) for _ in range(1000)]
    assert "这个数字对不上" in answers[0].text
    assert Counter(answer.status_code for answer in answers) == {422: A_PHONE, 429: 1000 - A_PHONE}
    assert answers[-1].headers["Retry-After"]
    neighbour = Phone(app.test_client())
    neighbour.client.get(f"/S/{meeting.unit.code}")
    assert say(neighbour, meeting, spoken(meeting)).status_code == 303


def test_who_is_over_the_limit_reads_what_else_to_do_even_with_the_right_number(phone):
    meeting = a_meeting_now()
    phone.client.get(f"/S/{meeting.unit.code}")
    for _ in range(A_PHONE):
        say(phone, meeting, wrong(meeting))
    answer = say(phone, meeting, spoken(meeting))
    assert answer.status_code == 429
    assert "扫大屏上的码" in answer.text
    assert "请工作人员替您签" in answer.text


def test_phones_without_a_cookie_share_the_allowance_of_their_address(app, cookieless):
    meeting = a_meeting_now()
    answers = [say(cookieless, meeting, wrong(meeting)).status_code for _ in range(WITHOUT_COOKIE + 1)]
    assert (answers[0], answers[-1]) == (422, 429)
    neighbour = Phone(app.test_client())
    neighbour.client.get(f"/S/{meeting.unit.code}")
    assert say(neighbour, meeting, spoken(meeting)).status_code == 303


@pytest.mark.row("PS-04")
def test_new_cookies_help_nobody_to_guess_and_who_was_here_before_gets_in(app, phone):
    with clock.at(clock.now() - timedelta(days=2)):
        phone.scan(the_code(a_meeting_now()))
        phone.tap("李秀英")
    meeting = a_meeting_now()
    mint = (Phone(app.test_client()) for _ in range(NEW_PHONES + 1))
    answers = [say(with_cookie(one, f"minted-{n}"), meeting, wrong(meeting)) for n, one in enumerate(mint)]
    assert [answers[0].status_code, answers[-1].status_code] == [422, 429]
    newcomer = with_cookie(Phone(app.test_client()), "newcomer")
    assert say(newcomer, meeting, spoken(meeting)).status_code == 429
    assert say(phone, meeting, spoken(meeting)).status_code == 303


def test_nothing_that_was_typed_and_no_cookie_stands_in_a_log(phone, caplog, capfd):
    meeting, number = a_meeting_now(), "918273"
    with_cookie(phone, "watched")
    for _ in range(A_PHONE + 1):
        say(phone, meeting, number)
    written = caplog.text + "".join(capfd.readouterr())
    assert number not in written
    assert "watched" not in written


def test_the_number_of_another_station_is_not_taken(phone):
    meeting, other = a_meeting_now(), a_meeting_now()
    assert say(phone, other, spoken(meeting)).status_code == 422


def test_what_is_not_six_digits_is_asked_for_and_not_counted(phone):
    meeting = a_meeting_now()
    phone.client.get(f"/S/{meeting.unit.code}")
    for typed in ("", "12a", "1234567") * A_PHONE:
        assert "要填大屏上的 6 位数字" in say(phone, meeting, typed).text
    assert say(phone, meeting, spoken(meeting)).status_code == 303
