"""Argon2 is slow on purpose: few run at a time on this host, and whoever comes then is told so."""

from contextlib import ExitStack

import pytest

from tests.client import PASSWORD
from tests.factories.people import an_account
from yiguan.base.actor import SYSTEM
from yiguan.people import passwords, service
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.store.slots import Slots


@pytest.fixture
def busy(app, monkeypatch):
    """Another process has all places."""
    monkeypatch.setattr(passwords.HASHERS, "wait_s", 0.0)
    others = Slots("passwords", passwords.HASHERS.number, here=9, wait_s=0, full="")
    with ExitStack() as taken:
        yield lambda: [taken.enter_context(others.taken()) for _ in range(others.number)]


def test_a_sign_in_that_finds_no_place_is_told_so_and_counts_no_failure(client, busy):
    account = an_account(Role.OFFICER)
    busy()
    answer = client.post("/sign-in", data={"username": account.username, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert passwords.FULL in answer.text
    db.session.rollback()
    assert account.failures == 0


def test_a_first_password_that_finds_no_place_leaves_its_link_usable(client, busy):
    account = an_account(Role.OFFICER)
    from_link = {"password": "a-long-new-password", "again": "a-long-new-password"}
    link = f"/first-password/{service.renew_link(SYSTEM, account)}"
    db.session.commit()
    busy()
    assert client.post(link, data=from_link).status_code == 503
    assert client.get(link).status_code == 200
