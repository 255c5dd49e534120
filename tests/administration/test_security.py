"""The security administrator sees sign-ins, tokens and attempts, and ends what looks wrong."""

import re
import time
from datetime import timedelta

import pytest

from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.people import password_rules, service
from yiguan.people.models import Account, SignIn, Token
from yiguan.people.states import Role
from yiguan.store.db import db


@pytest.fixture
def guard(client):
    client.sign_in(an_account(Role.SEC_ADMIN, name="安全员"))
    return client


def test_a_sign_in_that_looks_wrong_is_ended(guard):
    other, elsewhere = an_account(Role.CONVENER, a_station(), name="李丽"), guard.application.test_client()
    elsewhere.sign_in(other)
    assert "李丽" in guard.page("/desk/security")
    theirs = db.session.query(SignIn).filter_by(account_id=other.id).one()
    assert guard.submit(f"/desk/security/sign-ins/{theirs.id}/end").status_code == 302
    assert elsewhere.get("/bench/").status_code == 302
    assert "李丽" not in guard.page("/desk/security")
    assert db.session.query(AuditEntry).filter_by(act="end_sign_in").one().role == "sec_admin"


def test_a_token_is_ended(guard):
    account = an_account(Role.OFFICER)
    secret = service.issue_token(as_actor(account), account, "read", label="大屏")
    db.session.commit()
    assert "大屏" in guard.page("/desk/security")
    guard.submit(f"/desk/security/tokens/{db.session.query(Token).one().id}/revoke")
    bearer = {"Authorization": f"Bearer {secret}"}
    assert guard.application.test_client().get("/api/v1/topics", headers=bearer).status_code == 401


def test_attempts_are_read_with_their_address_and_unknown_names_only_begun(guard):
    stranger, known = guard.application.test_client(), an_account(Role.OFFICER).username
    for name in (known, "Zhimakaimen2026!"):
        stranger.post("/sign-in", data={"username": name, "password": "x"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    page = guard.page("/desk/security/attempts")
    assert known in page
    assert "203.0.113.9" in page
    assert "Zh…" in page
    assert "Zhimakaimen" not in page
    assert "对上了" not in page
    assert "对上了" in guard.page("/desk/security/attempts?all=1")


def test_the_rules_in_force_are_said(guard, installed):
    assert "至少 12 位" in guard.page("/desk/security")
    db.session.query(Account).update({"password_at": clock.now()})
    db.session.commit()
    installed(profile="dengbao", password_min=10)
    page = guard.page("/desk/security")
    assert "90 天一换" in page
    assert "至少 10 位" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SEC_ADMIN])
def test_nobody_else_does_this_duty(client, role):
    client.sign_in(an_account(role, a_station()))
    own = db.session.query(SignIn).order_by(SignIn.id.desc()).all()[0]
    for address in ("/desk/security", "/desk/security/attempts"):
        assert client.get(address).status_code == 403
    assert client.submit(f"/desk/security/sign-ins/{own.id}/end").status_code == 403


def test_what_is_gone_is_told(guard):
    assert guard.submit("/desk/security/sign-ins/999999/end").status_code == 404
    assert guard.submit("/desk/security/tokens/999999/revoke").status_code == 404


def token(client, account, **facts):
    day = clock.today() + timedelta(days=30)
    given = {"username": account.username, "label": "小程序", "scopes": "read", "until": str(day), **facts}
    return client.submit("/desk/security/tokens/new", given)


def test_a_token_is_shown_once_reads_until_its_day_and_then_nothing(guard):
    account = an_account(Role.CONVENER, a_station())
    secret = re.search(r"yg_[\w-]+", token(guard, account).text)
    assert secret
    assert secret[0] not in guard.page("/desk/security")
    bearer = {"Authorization": f"Bearer {secret[0]}"}
    other = guard.application.test_client()
    assert other.get("/api/v1/topics", headers=bearer).status_code == 200
    assert other.post("/api/v1/topics", headers=bearer, json={}).status_code == 403
    with clock.at(clock.now() + timedelta(days=31)):
        assert other.get("/api/v1/topics", headers=bearer).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [{"username": "nobody"}, {"label": ""}, {"scopes": "sign"}, {"until": "2020-01-01"}, {"until": "2099-01-01"}],
)
def test_a_token_for_nobody_or_for_ever_is_refused_and_what_was_typed_stays(guard, wrong):
    answer = token(guard, an_account(Role.CONVENER, a_station()), **wrong)
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text
    assert "yg_" not in answer.text


def set_rule(guard, rule: str, value: str, **data):
    today = {"value": value, "valid_from": str(clock.today()), "confirmed": "yes"}
    return guard.submit(f"/desk/security/rules/{rule}", today | data)


@pytest.mark.row("AD-05")
def test_the_rules_of_signing_in_are_set_in_the_browser_and_hold_at_once(guard):
    assert set_rule(guard, "password-min", "20").status_code == 302
    assert "至少 20 位" in guard.page("/desk/security")
    assert password_rules.fault_of("liu-shu-xia-de-shi", ()) == "密码至少20位。可以用一句容易记的话。"


def test_a_shorter_idle_time_ends_what_is_idle_now(client, guard):
    set_rule(guard, "admin-idle-min", "5")
    with guard.session_transaction() as cookie:
        cookie["seen"] = int(time.time()) - 6 * 60
    assert guard.get("/desk/security").status_code == 302


def test_a_sign_in_lasts_as_long_as_the_rule_says(guard):
    set_rule(guard, "sign-in-hours", "2")
    officer = an_account(Role.OFFICER)
    guard.post("/sign-out", data={"csrf_token": guard.csrf()})
    guard.sign_in(officer)
    last = db.session.query(SignIn).order_by(SignIn.id.desc()).limit(1).one()
    assert abs(last.until - last.at - timedelta(hours=2)) < timedelta(seconds=1)


@pytest.mark.parametrize("value", ["7", "65", "", "x", "9" * 40])
def test_a_rule_that_weakens_too_much_or_is_no_number_is_refused(guard, value):
    assert set_rule(guard, "password-min", value).status_code == 422


def test_the_office_sets_no_rule_of_signing_in_and_the_guard_no_number_of_the_office(client, guard):
    assert guard.get("/desk/security/rules/first-look-days").status_code == 404
    assert guard.get("/desk/settings/parameters").status_code == 403
    guard.post("/sign-out", data={"csrf_token": guard.csrf()})
    client.sign_in(an_account(Role.OFFICER))
    assert client.get("/desk/settings/parameters/password-min").status_code == 404
    assert set_rule(client, "password-min", "8").status_code == 403
