"""Guessing at the sign-in page: slowed down, and never turned against the owner."""

from datetime import timedelta

import pytest

from tests.client import PASSWORD
from tests.factories.people import an_account, as_actor
from tests.queries import counted
from yiguan.base import clock
from yiguan.people import attempts, passwords, service
from yiguan.people.models import Attempt
from yiguan.people.states import Outcome, Role
from yiguan.store.db import db


@pytest.fixture(autouse=True)
def _still(still_minute):
    """The window of the counters does not move on during a test."""


def attempt(app, username, password="wrong", address="203.0.113.9", browser=None):
    client = browser or app.test_client()
    form = {"username": username, "password": password}
    return client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def test_five_wrong_passwords_make_that_address_wait_and_no_longer_than_a_quarter_of_an_hour(client):
    app, name = client.application, an_account(Role.OFFICER).username
    for _ in range(5):
        assert attempt(app, name).status_code == 422
    assert attempt(app, name, PASSWORD).status_code == 422
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert attempt(app, name, PASSWORD).status_code == 302


def test_the_delay_grows(app):
    delays = [attempts.SIGN_IN.delay_s(wrong, free=4) for wrong in (4, 5, 6, 7, 9, 10, 50)]
    assert delays == [0, 30, 60, 120, 480, 900, 900]


def test_an_unknown_name_waits_alike(client):
    for _ in range(6):
        attempt(client.application, "nobody")
    outcomes = [one.outcome for one in db.session.query(Attempt).order_by(Attempt.at)]
    assert outcomes == [Outcome.WRONG] * 5 + [Outcome.WAITING]


def test_somebody_elses_guessing_does_not_lock_the_owner_out_of_the_own_browser(client):
    app, account = client.application, an_account(Role.OFFICER)
    owner = app.test_client()
    attempt(app, account.username, PASSWORD, browser=owner)
    owner.submit("/sign-out")
    for n in range(30):
        attempt(app, account.username, address=f"203.0.113.{n}")
    assert attempt(app, account.username, PASSWORD, address="203.0.113.200").status_code == 422
    assert attempt(app, account.username, PASSWORD, address="203.0.113.9", browser=owner).status_code == 302


def test_another_address_is_not_held_up_by_a_few_wrong_attempts(client):
    app, name = client.application, an_account(Role.OFFICER).username
    for _ in range(5):
        attempt(app, name)
    assert attempt(app, name, PASSWORD, address="198.51.100.7").status_code == 302


def test_one_password_on_many_accounts_is_stopped_by_the_address(client):
    app = client.application
    statuses = [attempt(app, f"somebody{n}").status_code for n in range(40)]
    assert statuses[19:21] == [422, 429]
    assert statuses[-1] == 429
    assert "常用的那台" in attempt(app, "somebody").get_data(as_text=True)
    assert attempt(app, an_account(Role.OFFICER).username, PASSWORD, address="198.51.100.7").status_code == 302


def test_a_new_password_makes_the_known_browser_unknown(client):
    app, account = client.application, an_account(Role.OFFICER)
    owner = app.test_client()
    attempt(app, account.username, PASSWORD, browser=owner)
    known = owner.get_cookie("__Host-known")
    assert known and known.http_only and known.secure  # noqa: PT018 - one cookie
    owner.submit("/sign-out")
    account.password_hash = passwords.make_hash("another sentence", cheap=True)
    db.session.commit()
    for _ in range(6):
        attempt(app, account.username)
    assert attempt(app, account.username, "another sentence", browser=owner).status_code == 422


def test_nobody_locks_the_owner_out_of_the_browser_where_the_password_was_chosen(client):
    app, account, new = client.application, an_account(Role.OFFICER), "每逢周五下午去站里坐一坐看看"
    owner, newcomer = app.test_client(), app.test_client()
    attempt(app, account.username, PASSWORD, browser=owner)
    owner.submit("/account/password", {"present": PASSWORD, "password": new, "again": new})
    owner.submit("/sign-out")
    link = service.renew_link(as_actor(account), other := an_account(Role.OFFICER))
    db.session.commit()
    newcomer.post(f"/first-password/{link}", data={"password": new, "again": new})
    for name in (account.username, other.username):
        for n in range(30):
            attempt(app, name, address=f"203.0.113.{n}")
    assert attempt(app, account.username, new, browser=owner).status_code == 302
    assert attempt(app, other.username, new, browser=newcomer).status_code == 302


def test_a_wrong_password_costs_as_many_statements_as_an_unknown_name(client):
    app, name = client.application, an_account(Role.OFFICER).username
    with counted() as known:
        attempt(app, name)
    with counted() as unknown:
        attempt(app, "nobody")
    assert len(known) == len(unknown)


def test_the_log_keeps_name_and_address_encrypted_for_half_a_year(client):
    attempt(client.application, "wangjingwen")
    row = db.session.query(Attempt).one()
    assert (attempts.name_of(row), attempts.address_of(row)) == ("wangjingwen", "203.0.113.9")
    assert b"wangjingwen" not in (row.name or b"") + row.name_index
    with clock.at(clock.now() + timedelta(days=179)):
        assert attempts.forget_old() == 0
    with clock.at(clock.now() + timedelta(days=181)):
        assert attempts.forget_old() == 1


def test_under_dengbao_the_fifth_wrong_password_locks_the_account_for_everybody(client, installed):
    installed(profile="dengbao")
    app, name = client.application, an_account(Role.OFFICER).username
    for n in range(5):
        attempt(app, name, address=f"203.0.113.{n}")
    assert attempt(app, name, PASSWORD, address="198.51.100.7").status_code == 422
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert attempt(app, name, PASSWORD, address="198.51.100.7").status_code == 302
