import pyotp
import pytest
from sqlalchemy import update

from tests.client import PASSWORD
from tests.factories.people import an_account, as_actor
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.people import service
from yiguan.people.models import Account, SignIn
from yiguan.people.states import Role
from yiguan.store.db import db


def test_an_officer_signs_in_and_reaches_the_account_page(client):
    client.sign_in(an_account(Role.OFFICER))
    assert "退出" in client.page("/account")


@pytest.mark.parametrize(("username", "password"), [("user-none", PASSWORD), ("", ""), ("x" * 10_000, "\0")])
def test_every_failure_says_the_same_and_keeps_the_name(client, username, password):
    answer = client.post("/sign-in", data={"username": username, "password": password})
    assert answer.status_code == 422
    assert "退出" not in answer.get_data(as_text=True)


def test_a_failed_try_is_remembered_in_the_trail(client):
    account = an_account(Role.OFFICER)
    client.post("/sign-in", data={"username": account.username, "password": "wrong"})
    assert entries_of(db.session.get_one(Account, account.id))[-1].act == "sign_in_failed"


def test_with_the_second_factor_a_password_alone_does_not_open_and_a_code_opens_once(client):
    account, secret = an_account(Role.OFFICER), pyotp.random_base32()
    service.enrol_totp(as_actor(account), account, secret)
    db.session.commit()
    form = {"username": account.username, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 422
    form["code"] = pyotp.TOTP(secret).at(clock.now())
    assert client.post("/sign-in", data=form).status_code == 302
    client.submit("/sign-out")
    assert client.post("/sign-in", data=form).status_code == 422


def test_a_disabled_account_is_out_at_its_next_click(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    db.session.get_one(Account, account.id).disabled_at = clock.now()
    db.session.commit()
    assert client.get("/account").status_code == 302


def test_signing_out_ends_the_sign_in_on_the_server_too(client):
    client.sign_in(an_account(Role.OFFICER))
    with client.session_transaction() as kept:
        copied = dict(kept)
    client.submit("/sign-out")
    with client.session_transaction() as stolen:
        stolen.update(copied)
    assert client.get("/account").status_code == 302


def test_an_idle_sign_in_ends(client):
    client.sign_in(an_account(Role.OFFICER))
    with client.session_transaction() as kept:
        kept["seen"] = kept["seen"] - 31 * 60
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", ""])
def test_only_an_address_of_this_site_is_followed_after_signing_in(client, target):
    account = an_account(Role.OFFICER)
    answer = client.post("/sign-in", data={"username": account.username, "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/start"


def test_a_sign_in_that_was_put_under_another_account_in_the_database_opens_nothing(client):
    client.sign_in(an_account(Role.OFFICER))
    other = an_account(Role.CHAIR)
    db.session.execute(update(SignIn).values(account_id=other.id))
    db.session.commit()
    assert client.get("/account").status_code == 302
