"""我的账号: the own password, sign-ins and tokens."""

from datetime import timedelta

import pyotp
import pytest

from tests.client import PASSWORD
from tests.factories.people import an_account, as_actor
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.people import password_rules, service
from yiguan.people.models import Account, SignIn, Token
from yiguan.people.states import Role
from yiguan.store.db import db

SENTENCE = "每逢周五下午去站里坐一坐看看"


def now(account):
    return db.session.get_one(Account, account.id)


def change(client, new=SENTENCE, again=None, **typed):
    form = {"present": PASSWORD, "password": new, "again": new if again is None else again, **typed}
    return client.submit("/account/password", form)


def test_a_new_password_opens_the_old_one_does_not_and_other_sign_ins_end(client):
    account, elsewhere = an_account(Role.OFFICER), client.application.test_client()
    elsewhere.sign_in(account)
    client.sign_in(account)
    assert change(client).status_code == 302
    assert client.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    assert entries_of(now(account))[-1].act == "change_password"
    old, new = ({"username": account.username, "password": one} for one in (PASSWORD, SENTENCE))
    assert elsewhere.post("/sign-in", data=old).status_code == 422
    assert elsewhere.post("/sign-in", data=new).status_code == 302


def test_a_wrong_present_password_changes_nothing_and_counts(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    answer = change(client, present="not the password")
    assert answer.status_code == 422
    assert "什么都没有改动" in answer.get_data(as_text=True)
    assert "not the password" not in answer.get_data(as_text=True)
    assert now(account).failures == 1
    other = client.application.test_client()
    assert other.post("/sign-in", data={"username": account.username, "password": PASSWORD}).status_code == 302


def test_a_page_that_expired_shows_no_password(client):
    client.sign_in(an_account(Role.OFFICER))
    form = {"present": PASSWORD, "password": SENTENCE, "again": SENTENCE, "csrf_token": "old"}
    answer = client.post("/account/password", data=form)
    assert answer.status_code == 400
    assert not any(secret in answer.get_data(as_text=True) for secret in (PASSWORD, SENTENCE))


def test_five_wrong_present_passwords_lock_even_the_right_one_for_a_quarter_of_an_hour(client):
    client.sign_in(an_account(Role.OFFICER))
    for _ in range(5):
        change(client, present="wrong")
    assert change(client).status_code == 422
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert change(client).status_code == 302


def test_nobody_learns_the_present_password_by_offering_it_as_the_new_one(client):
    client.sign_in(an_account(Role.OFFICER))
    for _ in range(6):
        assert password_rules.SAME not in change(client, PASSWORD, present="wrong").get_data(as_text=True)
    assert password_rules.SAME not in change(client, PASSWORD).get_data(as_text=True)
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert password_rules.SAME in change(client, PASSWORD).get_data(as_text=True)


def test_whoever_has_a_second_factor_needs_its_code_to_change_the_password(client):
    account, secret = an_account(Role.OFFICER), pyotp.random_base32()
    client.sign_in(account)
    service.enrol_totp(as_actor(account), now(account), secret)
    db.session.commit()
    client.post(
        "/sign-in",
        data={"username": account.username, "password": PASSWORD, "code": pyotp.TOTP(secret).at(clock.now())},
    )
    assert change(client).status_code == 422
    later = pyotp.TOTP(secret).at(int(clock.now().timestamp()) + 30)
    assert change(client, code=later).status_code == 302


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ("short", "至少12位"),
        ("password1234", password_rules.COMMON),
        ("111111111111", password_rules.COMMON),
        ("tongguan2026", password_rules.COMMON),
        ("wangjingwen1", ""),
        (PASSWORD, password_rules.SAME),
    ],
)
def test_what_may_not_be_chosen_is_told_at_its_field(client, new, told):
    client.sign_in(an_account(Role.OFFICER))
    answer = change(client, new)
    assert (answer.status_code, told in answer.get_data(as_text=True)) == (422 if told else 302, True)


def test_the_own_name_makes_no_good_password(app):
    assert password_rules.fault_of("zhangxiuying", ["zhangxiuying"]) == password_rules.COMMON
    assert password_rules.fault_of("zhangxiuying", []) == ""


def test_two_different_entries_are_told(client):
    client.sign_in(an_account(Role.OFFICER))
    assert "两次填的不一样" in change(client, again="每逢周五").get_data(as_text=True)


def test_under_dengbao_three_kinds_of_characters_and_no_recent_password(client, installed):
    client.sign_in(an_account(Role.OFFICER))
    installed(profile="dengbao")
    first, second = "Zhi7 ma8 kai9 men", "Xia4 yu3 da3 san3"
    assert "至少要有三种" in change(client, "onlylowercaseletters").get_data(as_text=True)
    assert change(client, first).status_code == 302
    assert change(client, second, present=first).status_code == 302
    assert password_rules.SAME in change(client, first, present=second).get_data(as_text=True)


def test_under_dengbao_a_password_older_than_ninety_days_comes_first(client, installed):
    account = an_account(Role.CONVENER)
    client.sign_in(account)
    installed(profile="dengbao")
    now(account).password_at = clock.now() - timedelta(days=91)
    db.session.commit()
    assert client.get("/bench/").headers["Location"] == "/account/password"
    assert "用满 90 天" in client.page("/account/password")
    assert change(client, "Zhi7 ma8 kai9 men").status_code == 302
    assert client.get("/bench/").status_code == 200


def test_the_list_of_sign_ins_says_where_and_ends_one(client):
    account, elsewhere = an_account(Role.OFFICER), client.application.test_client()
    phone = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0"}
    elsewhere.post("/sign-in", data={"username": account.username, "password": PASSWORD}, headers=phone)
    client.sign_in(account)
    assert "微信 · 苹果手机" in client.page("/account")
    first = db.session.query(SignIn).order_by(SignIn.id).all()[0]
    assert client.submit(f"/account/sign-ins/{first.id}/end").status_code == 302
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_all_others_end_at_one_tap(client):
    account, elsewhere = an_account(Role.OFFICER), client.application.test_client()
    elsewhere.sign_in(account)
    client.sign_in(account)
    assert client.submit("/account/sign-ins/end-others").status_code == 302
    assert (elsewhere.get("/account").status_code, client.get("/account").status_code) == (302, 200)


def test_nobody_ends_somebody_elses_sign_in_or_token(client):
    other, elsewhere = an_account(Role.OFFICER), client.application.test_client()
    elsewhere.sign_in(other)
    service.issue_token(as_actor(other), other, "read")
    db.session.commit()
    client.sign_in(an_account(Role.OFFICER))
    theirs, token = db.session.query(SignIn).order_by(SignIn.id).all()[0], db.session.query(Token).one()
    assert client.submit(f"/account/sign-ins/{theirs.id}/end").status_code == 404
    assert client.submit(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert elsewhere.get("/account").status_code == 200


def test_a_token_ends_at_one_tap(client):
    account = an_account(Role.OFFICER)
    secret = service.issue_token(as_actor(account), account, "read", label="区里的大屏")
    db.session.commit()
    client.sign_in(account)
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.application.test_client().get("/api/v1/topics", headers=bearer).status_code == 200
    assert "区里的大屏" in client.page("/account")
    client.submit(f"/account/tokens/{db.session.query(Token).one().id}/revoke")
    assert client.application.test_client().get("/api/v1/topics", headers=bearer).status_code == 401


def test_wrong_attempts_since_the_last_visit_are_told(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    client.submit("/sign-out")
    client.post("/sign-in", data={"username": account.username, "password": "wrong"})
    client.sign_in(account)
    assert "登录了 1 次，没有登上" in client.page("/account")


def test_signing_out_clears_what_the_browser_stored(client):
    client.sign_in(an_account(Role.OFFICER))
    assert client.submit("/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_wrong_proofs_in_an_open_browser_do_not_keep_the_owner_from_signing_in(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    for _ in range(5):
        change(client, present="wrong")
    right = {"username": account.username, "password": PASSWORD}
    assert client.application.test_client().post("/sign-in", data=right).status_code == 302


@pytest.mark.parametrize("page", ["/account", "/account/password", "/account/totp", "/account/notices"])
@pytest.mark.parametrize(("role", "side"), [(Role.CONVENER, "bench"), (Role.OFFICER, "desk"), (Role.SYS_ADMIN, "desk")])
def test_the_own_pages_stand_on_the_side_where_one_works(client, role, side, page):
    client.sign_in(an_account(role))
    assert f'<body class="{side}">' in client.page(page)
