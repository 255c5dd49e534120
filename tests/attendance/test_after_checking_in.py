"""Who has checked in is offered nothing any more that comes before a meeting."""

import re

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import the_code
from tests.factories.meetings import a_meeting_now, a_visit_now

OFFERS = re.compile("报名，或看我的签到码|点这里签到|取消报名|>报名<|，报名<|候补|再替一位")


@pytest.mark.row("RG-01")
@pytest.mark.parametrize("signs_up", [False, True], ids=["from the door", "signed up before"])
def test_the_public_pages_of_the_meeting_say_it_and_offer_nothing(phone, signs_up):
    meeting = a_meeting_now()
    url = f"/meetings/{meeting.code}/registration"
    if signs_up:
        page = FlaskClient.open(phone.client, url).text
        receipt = re.findall(r'name="receipt" value="([^"]+)"', page)[0]
        FlaskClient.open(phone.client, url, method="POST", data={"receipt": receipt, "name": "李秀英"})
    before = [FlaskClient.open(phone.client, page).text for page in (f"/meetings/{meeting.code}", url)]
    assert all(OFFERS.search(page) for page in before)
    phone.scan(the_code(meeting))
    phone.tap() if signs_up else phone.tap("李秀英")
    for page in (f"/meetings/{meeting.code}", url):
        text = FlaskClient.open(phone.client, page).text
        assert "您已签到" in text
        assert not OFFERS.search(text), page


def test_another_phone_is_still_offered_a_seat(phone, app):
    meeting = a_meeting_now()
    phone.scan(the_code(meeting))
    phone.tap("李秀英")
    assert OFFERS.search(FlaskClient.open(app.test_client(), f"/meetings/{meeting.code}").text)


def test_at_a_visit_the_code_stays_for_the_next_stop(phone):
    visit = a_visit_now()
    phone.scan(the_code(visit))
    phone.tap("李秀英")
    text = FlaskClient.open(phone.client, f"/meetings/{visit.code}").text
    assert "再扫一次那里的码" in text
    assert "不用再报名、再签到" not in text
