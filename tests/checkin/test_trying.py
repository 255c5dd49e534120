import pytest
from flask.testing import FlaskClient

from tests.factories.checkin import Phone, rows, settings, the_code
from tests.factories.meetings import a_meeting_now
from yiguan.checkin import codes
from yiguan.kernel import clock
from yiguan.kernel.limits import Failures


def spoken(meeting):
    return codes.mint_of(settings().keys, meeting).spoken(codes.window_of(clock.now()))


def say(phone, meeting, number):
    url = f"/units/{meeting.unit.code}/number"
    return FlaskClient.open(phone.client, url, method="POST", data={"number": number})


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


def test_a_wrong_number_is_asked_again_and_many_are_stopped(phone):
    meeting = a_meeting_now()
    answers = [say(phone, meeting, "12345") for _ in range(41)]
    assert answers[0].status_code == 422
    assert "这个数字对不上" in answers[0].text
    assert answers[-1].status_code == 429
    assert answers[-1].headers["Retry-After"]
    assert say(phone, meeting, spoken(meeting)).status_code == 429


def test_the_number_of_another_station_is_not_taken(phone):
    meeting, other = a_meeting_now(), a_meeting_now()
    assert say(phone, other, spoken(meeting)).status_code == 422


def test_a_house_network_counts_as_one_address():
    failures = Failures(2)
    failures.add("2001:db8::1")
    failures.add("2001:db8::ffff")
    assert failures.is_over("2001:db8::2")
    assert not failures.is_over("2001:db8:0:1::2")
    assert not failures.is_over("10.0.0.1")
