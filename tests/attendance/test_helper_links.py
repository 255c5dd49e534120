"""A link and a PIN for one day: scan only, no list, no names unless the convener wants them."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories.attendance import rows
from tests.factories.meetings import a_meeting, a_meeting_now, the_runner
from tests.factories.people import an_account
from tests.factories.reception import PIN, a_guest, a_link, a_record
from yiguan.attendance import helper_links
from yiguan.attendance import reception as pages
from yiguan.attendance.models import CheckIn, HelperLink
from yiguan.attendance.states import Grade
from yiguan.base import clock
from yiguan.meetings.states import MeetingState
from yiguan.people.models import Person
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def meeting(app):
    return a_meeting_now()


def come_in(client, token, pin=PIN, name="赵大妈"):
    return client.post(f"/reception/links/{token}", data={"pin": pin, "name": name})


def roster(client, meeting):
    return client.get(f"/api/v1/meetings/{meeting.code}/roster").get_json()


@pytest.mark.row("CK-19")
def test_the_convener_makes_a_link_that_shows_again_and_can_be_taken_back(client, keeper):
    url = f"/bench/meetings/{keeper.code}/helper-links"
    assert client.submit(url, {"pin": PIN, "shown": "yes"}).status_code == 302
    page = client.page(url)
    token = re.search(r"/reception/links/([0-9A-Z]{26})", page)
    assert token
    assert PIN not in page.replace(f"比如 {PIN}", "")
    link = db.session.query(HelperLink).one()
    assert client.submit(f"{url}/revoke", {"link": str(link.id)}).status_code == 302
    assert token[1] not in client.page(url)
    assert "打不开" in client.page(f"/reception/links/{token[1]}", 404)


def test_the_convener_sees_who_came_in_by_which_link(client, app, keeper):
    url, (_, used), _ = (
        f"/bench/meetings/{keeper.code}/helper-links",
        *(a_link(keeper) for _ in "ab"),
    )
    for name in ("赵大妈", "赵大妈", "钱师傅"):
        come_in(app.test_client(), used, name=name)
    assert client.page(url).count("用过的人") == 1
    assert "用过的人：赵大*、钱师*" in client.page(url)


@pytest.mark.row("CK-19")
def test_a_helper_checks_in_and_is_named_in_the_record(client, meeting):
    _, token = a_link(meeting)
    assert come_in(client, token).headers["Location"] == f"/reception/{meeting.code}"
    assert "签到台" in client.page(f"/reception/{meeting.code}")
    client.post(f"/reception/{meeting.code}/walk-in", data={"name": "陈桂花"})
    row = db.session.query(CheckIn).filter_by(meeting_id=meeting.id).one()
    assert row.grade is Grade.A
    assert row.operator_id is not None
    assert db.session.get(Person, row.operator_id) is not None


@pytest.mark.row("CK-19")
@pytest.mark.row("PS-05")
def test_a_helper_sees_no_list_and_no_names_unless_set(client, meeting, settings):
    a_guest(meeting, "李秀英", phone="13800001234", settings=settings)
    _, token = a_link(meeting, shown=False)
    come_in(client, token)
    page = client.page(f"/reception/{meeting.code}?q=李秀")
    assert 'id="search"' not in page
    assert "李秀*" not in page
    people = roster(client, meeting)["people"]
    assert [(one["name"], one["hint"], len(one["code"])) for one in people] == [("", "", 64)]
    for address in ("check-ins", "sheet", "helper-links", "registrations"):
        assert client.get(f"/bench/meetings/{meeting.code}/{address}").status_code == 302
    assert client.get(f"/api/v1/meetings/{meeting.code}/check-ins").status_code == 401


def test_with_names_set_a_helper_searches_masked_names_and_never_phones(client, meeting, settings):
    a_guest(meeting, "李秀英", phone="13800001234", settings=settings)
    _, token = a_link(meeting)
    come_in(client, token)
    page = client.page(f"/reception/{meeting.code}?q=1234")
    assert "李秀*" in page
    assert "李秀英" not in page
    assert "1380000" not in client.get(f"/api/v1/meetings/{meeting.code}/roster").text


def test_a_link_opens_its_own_meeting_only(client, meeting):
    other = a_meeting_now()
    _, token = a_link(meeting)
    come_in(client, token)
    assert client.get(f"/reception/{other.code}").status_code == 302
    assert client.get(f"/api/v1/meetings/{other.code}/roster").status_code == 401


@pytest.mark.row("PS-04")
def test_ten_wrong_pins_end_a_link_and_an_address_is_slowed_down(client, meeting):
    link, token = a_link(meeting)
    for _ in range(helper_links.MOST_TRIES):
        assert come_in(client, token, pin="000000").status_code in (422, 404)
    assert come_in(client, token).status_code == 404
    assert db.session.get_one(HelperLink, link.id).failures == helper_links.MOST_TRIES
    for _ in range(pages.failures.most):
        pages.failures.add("127.0.0.1")
    assert come_in(client, a_link(meeting)[1]).status_code == 429


def test_a_revoked_or_expired_link_ends_at_the_next_tap(client, meeting):
    link, token = a_link(meeting)
    come_in(client, token)
    with clock.at(link.until + timedelta(minutes=1)):
        assert client.get(f"/reception/{meeting.code}").status_code == 302
    helper_links.revoke(the_runner(meeting.unit), meeting, db.session.get_one(HelperLink, link.id))
    db.session.commit()
    assert client.post(f"/reception/{meeting.code}/walk-in", data={"name": "陈桂花"}).status_code == 302
    assert rows(meeting) == 0


@pytest.mark.parametrize("cookie", ["", "x", "a.1.b", "a.1." + "0" * 64, "é.1.é", "A" * 26 + ".99999999999999999999.x"])
def test_a_forged_cookie_opens_nothing(client, meeting, cookie):
    client.set_cookie("__Host-helper", cookie)
    client.set_cookie("helper", cookie)
    assert client.get(f"/reception/{meeting.code}").headers["Location"].startswith("/sign-in")
    assert client.get(f"/api/v1/meetings/{meeting.code}/roster").status_code == 401


def test_a_convener_of_another_station_stands_at_no_foreign_desk(client, meeting):
    client.sign_in(an_account(Role.CONVENER, a_meeting_now().unit))
    assert client.get(f"/reception/{meeting.code}").status_code == 404
    assert client.get(f"/api/v1/meetings/{meeting.code}/roster").status_code == 404
    batch = {"device": "d" * 32, "records": [a_record(name="陈桂花")]}
    headers = {"X-CSRFToken": client.csrf()}
    url = f"/api/v1/meetings/{meeting.code}/check-ins/batch"
    assert FlaskClient.open(client, url, method="POST", json=batch, headers=headers).status_code == 404


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_a_pin_is_six_digits(client, keeper, pin):
    url = f"/bench/meetings/{keeper.code}/helper-links"
    assert client.submit(url, {"pin": pin}).status_code == 422


@pytest.mark.parametrize("pin", ["111111", "123456", "987654", "890123", "121212"])
def test_a_pin_that_anybody_would_try_first_is_refused(client, keeper, pin):
    answer = client.submit(f"/bench/meetings/{keeper.code}/helper-links", {"pin": pin})
    assert answer.status_code == 422
    assert "太好猜" in answer.text


def test_a_cancelled_meeting_needs_no_link(client):
    meeting = a_meeting(MeetingState.CANCELLED)
    client.sign_in(an_account(Role.CONVENER, meeting.unit))
    assert client.submit(f"/bench/meetings/{meeting.code}/helper-links", {"pin": PIN}).status_code == 409
