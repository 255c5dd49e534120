"""The server's clock was two hours ahead and has been set back: forms, receipts and sign-ins stay usable."""

import time
from datetime import timedelta
from types import SimpleNamespace

import itsdangerous.timed
import pytest

from tests.client import PASSWORD
from tests.factories.leads import a_lead
from tests.factories.meetings import a_meeting_now
from tests.factories.organisation import a_station
from tests.factories.people import an_account
from yiguan.attendance import receipts
from yiguan.base import clock
from yiguan.leads import form_receipts
from yiguan.leads.looking_up import look_up
from yiguan.people.states import Role

AHEAD = timedelta(hours=2)
REPORT = {"text": "路灯不亮", "place": "井巷", "name": "张三", "phone": "", "consent": "yes"}


def test_a_form_opened_before_is_taken(client):
    unit = a_station()
    with clock.at(clock.now() + AHEAD):
        receipt = form_receipts.issue(unit.code, "")
    assert client.post(f"/units/{unit.code}/leads/new", data={**REPORT, "receipt": receipt}).status_code == 200


def test_a_scanned_page_checks_in(app):
    meeting = a_meeting_now()
    issued = receipts.issue(b"k" * 32, meeting.id, 1, "screen", clock.now() + AHEAD)
    read = receipts.read([b"k" * 32], issued)
    assert read is not None
    assert read.is_fresh(clock.now())


@pytest.mark.parametrize("wrong", [4, 6])
def test_nobody_waits_for_attempts_that_lie_ahead(app, wrong):
    lead = a_lead(phone="13812341234")
    with clock.at(clock.now() + AHEAD):
        for _ in range(wrong):
            look_up(lead.receipt, "0000", "203.0.113.9")
    assert look_up(lead.receipt, "1234", "203.0.113.9")


def test_who_is_signed_in_stays_so(client, monkeypatch):
    account = an_account(Role.OFFICER)
    later = SimpleNamespace(time=lambda: time.time() + AHEAD.total_seconds())
    with monkeypatch.context() as ahead:
        ahead.setattr(itsdangerous.timed, "time", later)
        client.sign_in(account)
    assert client.get("/desk/").status_code == 200


def test_a_signature_of_days_ahead_is_refused(client, monkeypatch):
    later = SimpleNamespace(time=lambda: time.time() + 3 * 86_400)
    with monkeypatch.context() as ahead:
        ahead.setattr(itsdangerous.timed, "time", later)
        client.sign_in(an_account(Role.OFFICER))
    assert client.get("/desk/").status_code == 302


def test_a_lock_made_ahead_does_not_last_longer(client, installed):
    installed(profile="dengbao")
    name = an_account(Role.OFFICER).username
    with clock.at(clock.now() + AHEAD):
        for _ in range(5):
            client.post("/sign-in", data={"username": name, "password": "wrong"})
    assert client.post("/sign-in", data={"username": name, "password": PASSWORD}).status_code == 302
