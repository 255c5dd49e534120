"""The system administrator keeps people able to work, and stops an account at once."""

import re
from datetime import timedelta

import pyotp
import pytest

from tests.client import PASSWORD
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from yiguan.administration import account_list
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.people import service
from yiguan.people.models import Account
from yiguan.people.states import Role
from yiguan.store.db import db

SENTENCE = "每逢周五下午去站里坐一坐看看"


@pytest.fixture
def system(client):
    client.sign_in(an_account(Role.SYS_ADMIN, name="系统员"))
    return client


def do(client, account, act):
    return client.submit(f"/desk/accounts/{account.id}/{act}")


def test_the_list_says_who_holds_what_and_what_was_not_used_for_long(system):
    an_account(Role.CONVENER, a_station("幸福社区协商站"), name="李丽")
    page = system.page("/desk/accounts")
    assert "李丽" in page
    assert "幸福社区协商站召集人" in page
    assert page.count("没有登录过") == 1
    assert "90 天没用" not in page


def test_a_new_link_is_shown_once_and_sets_a_password(system):
    account = an_account(Role.CONVENER, a_station())
    page = do(system, account, "link").get_data(as_text=True)
    link = re.search(r"http://localhost(/first-password/[\w-]+)", page)
    assert link
    assert link[1] not in system.page("/desk/accounts")
    other = system.application.test_client()
    assert other.post(link[1], data={"password": SENTENCE, "again": SENTENCE}).status_code == 302
    assert other.post("/sign-in", data={"username": account.username, "password": SENTENCE}).status_code == 302


def test_a_disabled_account_is_out_at_once_and_comes_back_as_it_was(system):
    account, elsewhere = an_account(Role.CONVENER, a_station()), system.application.test_client()
    secret = service.issue_token(as_actor(account), account, "read")
    db.session.commit()
    elsewhere.sign_in(account)
    assert do(system, account, "disable").status_code == 302
    assert elsewhere.get("/bench/").status_code == 302
    bearer = {"Authorization": f"Bearer {secret}"}
    assert system.application.test_client().get("/api/v1/topics", headers=bearer).status_code == 401
    assert do(system, account, "link").status_code == 409
    do(system, account, "enable")
    again = {"username": account.username, "password": PASSWORD}
    assert system.application.test_client().post("/sign-in", data=again).status_code == 302
    acts = [entry.act for entry in entries_of(db.session.get_one(Account, account.id))]
    assert [act for act in acts if act in ("disable", "enable")] == ["disable", "enable"]


def test_a_lost_second_factor_is_taken_back(system):
    account = an_account(Role.OFFICER)
    service.enrol_totp(as_actor(account), account, pyotp.random_base32())
    db.session.commit()
    assert do(system, account, "drop-totp").status_code == 302
    assert db.session.get_one(Account, account.id).totp_secret is None


@pytest.mark.parametrize("act", ["link", "disable", "enable", "drop-totp"])
def test_the_own_account_is_not_changed_from_here(client, act):
    own = an_account(Role.SYS_ADMIN)
    client.sign_in(own)
    assert do(client, own, act).status_code == 403
    assert client.get("/desk/accounts").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYS_ADMIN])
def test_nobody_else_does_this_duty(client, role):
    client.sign_in(an_account(role, a_station()))
    other = an_account(Role.OFFICER)
    assert client.get("/desk/accounts").status_code == 403
    assert do(client, other, "disable").status_code == 403
    assert db.session.get_one(Account, other.id).disabled_at is None


@pytest.mark.parametrize(("days", "idle"), [(89, False), (91, True)])
def test_an_account_is_idle_after_ninety_days(app, days, idle):
    account = an_account(Role.CONVENER, a_station())
    app.test_client().post("/sign-in", data={"username": account.username, "password": PASSWORD})
    with clock.at(clock.now() + timedelta(days=days)):
        kept = account_list.told([account_list.get_account(account.id)])
    with clock.at(clock.now() + timedelta(days=days)):
        assert [one.is_idle for one in kept] == [idle]
