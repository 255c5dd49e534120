"""Strangers who drop their cookie each time are limited by their address; phones that were here before are not."""

from datetime import timedelta

import pytest

from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting
from tests.factories.organisation import a_station
from yiguan.base import clock
from yiguan.home.models import Feedback
from yiguan.leads import form_receipts, queries
from yiguan.leads.models import Lead
from yiguan.meetings.states import MeetingState
from yiguan.people import residents
from yiguan.registrations.models import Registration
from yiguan.store.db import db

REPORT = {"text": "路灯不亮", "place": "井巷", "name": "张三", "phone": "", "consent": True}


@pytest.fixture(autouse=True)
def _still(still_minute):
    """The window of the counters does not move on during a test."""


def report(client, unit, number, address="203.0.113.9"):
    body = {**REPORT, "unit": unit.code, "text": f"路灯不亮 {number}"}
    headers = {"Idempotency-Key": f"{address} {number}"}
    where = {"REMOTE_ADDR": address}
    return client.application.test_client().post("/api/v1/leads", json=body, headers=headers, environ_base=where)


def test_from_one_address_thirty_reports_arrive_more_are_held_and_a_flood_is_refused(client):
    unit = a_station()
    answers = [report(client, unit, number) for number in range(125)]
    assert [answer.status_code for answer in answers] == [201] * 120 + [429] * 5
    held = [lead.held_for for lead in db.session.query(Lead).order_by(Lead.id)]
    assert held == [""] * 30 + ["rate"] * 90
    assert "没有存下" in answers[-1].json["message"]
    assert answers[-1].headers["Retry-After"] == "600"
    assert report(client, unit, 0, address="198.51.100.7").status_code == 201


def test_a_phone_that_was_here_before_is_let_in_behind_a_flooded_address(client):
    with clock.at(clock.now() - timedelta(days=2)):
        lead = a_lead(a_station())
    queries.proposer_of(lead).device_id = residents.device_id_of("x" * 32)
    db.session.commit()
    for number in range(121):
        report(client, lead.unit, number, address="127.0.0.1")
    client.set_cookie("__Host-device", "x" * 32)
    form = {**REPORT, "consent": "yes", "receipt": form_receipts.issue(lead.unit.code, "x" * 32)}
    assert client.post(f"/units/{lead.unit.code}/leads/new", data=form).status_code == 303
    another = {**form, "text": "另一件"}
    assert client.application.test_client().post(f"/units/{lead.unit.code}/leads/new", data=another).status_code == 429


def test_one_address_does_not_take_all_seats_of_a_meeting(client):
    meeting = a_meeting(state=MeetingState.NOTIFIED, capacity=60)
    answers = []
    for number in range(30):
        stranger = client.application.test_client()
        receipt = form_receipts.issue(f"meeting {meeting.code}", f"{number}".ljust(32, "x"))
        form = {"receipt": receipt, "name": f"张{number}", "consent": "yes"}
        answers.append(stranger.post(f"/meetings/{meeting.code}/registration", data=form).status_code)
    assert answers == [303] * 24 + [429] * 6
    assert db.session.query(Registration).count() == 24


def test_phones_that_were_made_known_just_now_do_not_take_the_seats_either(client):
    meeting = a_meeting(state=MeetingState.NOTIFIED, capacity=300)
    for number in range(12):
        stranger, token = client.application.test_client(), f"{number}".ljust(32, "x")
        stranger.set_cookie("__Host-device", token)
        for name in "甲乙丙丁":
            receipt = form_receipts.issue(f"meeting {meeting.code}", token)
            form = {"receipt": receipt, "name": f"{name}{number}", "consent": "yes"}
            stranger.post(f"/meetings/{meeting.code}/registration", data=form)
    assert db.session.query(Registration).count() == 24


def test_one_phone_signs_up_a_family_and_not_a_hall(client):
    meeting = a_meeting(state=MeetingState.NOTIFIED, capacity=60)
    residents.resident_on("x" * 32, "张三")
    db.session.commit()
    client.set_cookie("__Host-device", "x" * 32)
    answers = []
    for number in range(10):
        form = {
            "receipt": form_receipts.issue(f"meeting {meeting.code}", "x" * 32),
            "name": f"张{number}",
            "consent": "yes",
        }
        answers.append(client.post(f"/meetings/{meeting.code}/registration", data=form).status_code)
    assert answers == [303] * 8 + [429] * 2


def test_feedback_from_one_address_ends_and_what_was_typed_is_shown_again(client):
    answers = [client.post("/feedback", data={"text": f"字再大一点 {number}"}) for number in range(22)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429] * 2
    assert "字再大一点 21" in answers[-1].text
    assert db.session.query(Feedback).count() == 20


@pytest.mark.parametrize(
    "address", ["/leads/{}", "/api/v1/leads/{}/status", "/api/v1/leads/{}/trail", "/api/v1/leads/{}/about"]
)
def test_one_address_does_not_try_one_receipt_after_the_other(client, address):
    sent = [f"{n:08}" for n in range(42)]
    how = "json" if address.startswith("/api") else "data"
    answers = [client.post(address.format(receipt), **{how: {"tail": "1234"}}).status_code for receipt in sent]
    assert answers[40:] == [429] * 2
    assert 429 not in answers[:40]
