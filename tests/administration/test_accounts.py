"""The system administrator keeps people able to work, and stops an account at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from sqlalchemy import update

from tests.client import PASSWORD
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from yiguan.administration import account_list, new_accounts, people_list, setting_up
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Conflict
from yiguan.people import appointing, service
from yiguan.people.models import Account
from yiguan.people.states import PersonKind, Role
from yiguan.store.db import db, transaction

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


def newcomer(role=Role.CONVENER, name="李丽"):
    """Somebody who holds a role and has no account yet."""
    station = a_station()
    person = service.add_person(SYSTEM, PersonKind.STAFF, name)
    appointing.appoint(SYSTEM, person, station.id, role)
    db.session.commit()
    return person, station.code.lower()


def test_people_without_an_account_get_one_and_a_slip_that_is_shown_once(system):
    person, code = newcomer()
    page = system.page("/desk/accounts/new")
    assert f'value="{code}1"' in page
    answer = system.submit("/desk/accounts/new", {"person": person.id, f"username-{person.id}": "lili"})
    link = re.search(r"http://localhost(/first-password/[\w-]+)", answer.text)
    assert link
    other = system.application.test_client()
    assert other.post(link[1], data={"password": SENTENCE, "again": SENTENCE}).status_code == 302
    assert other.post("/sign-in", data={"username": "lili", "password": SENTENCE}).status_code == 302
    assert (
        "勾上的人都已经有账号了"
        in system.submit("/desk/accounts/new", {"person": person.id, f"username-{person.id}": "lili2"}).text
    )


@pytest.mark.parametrize(("name", "said"), [("TAKEN", "已经有人在用"), ("李丽", "英文字母或数字"), ("", "请写账号名")])
def test_a_wrong_account_name_is_said_at_its_field_and_nobody_gets_an_account(system, name, said):
    (first, _), (second, _) = newcomer(), newcomer(name="王强")
    an_account(Role.CONVENER, a_station()).username = "taken"
    db.session.commit()
    answer = system.submit(
        "/desk/accounts/new",
        {"person": [first.id, second.id], f"username-{first.id}": "lili", f"username-{second.id}": name},
    )
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="lili"' in answer.text
    assert len(new_accounts.waiting()) == 2


def test_nobody_ticked_is_answered_with_a_sentence(system):
    newcomer()
    assert "一个人也没有勾" in system.submit("/desk/accounts/new").text


def test_suggested_names_are_free_and_say_nothing_of_the_person(app):
    person, code = newcomer()
    an_account(Role.CONVENER, a_station()).username = f"{code}1"
    db.session.commit()
    assert [*new_accounts.suggested(people_list.told([person]))] == [f"{code}2"]


def stop(app, account_id):
    """Disables an account in a transaction of its own; what it was refused with."""
    with app.app_context():
        try:
            with transaction():
                service.disable(SYSTEM, db.session.get_one(Account, account_id))
        except Conflict as refusal:
            return refusal.code
    return ""


def test_two_administrators_who_stop_each_other_leave_one(real_app):
    with real_app.app_context():
        db.session.execute(update(Account).values(disabled_at=clock.now()))
        db.session.commit()
        pair = [an_account(Role.SYS_ADMIN, name=name).id for name in ("甲", "乙")]
    with ThreadPoolExecutor(2) as pool:
        outcomes = [*pool.map(partial(stop, real_app), pair)]
    assert sorted(outcomes) == ["", "last_administrator"]


def test_whoever_has_set_no_password_gets_a_new_slip_and_the_former_is_void(system):
    person, code = newcomer()
    first = system.submit("/desk/accounts/new", {"person": person.id, f"username-{person.id}": f"{code}1"}).text
    again = system.submit("/desk/accounts/links").text
    old, new = (re.search(r"/first-password/[\w-]+", page) for page in (first, again))
    assert old
    assert new
    assert system.get(old[0]).status_code == 404
    assert system.get(new[0]).status_code == 200
    assert "王静文" not in again


def test_a_menu_offers_appointing_only_while_it_opens(system):
    assert 'href="/desk/people"' in system.page("/desk/accounts")
    system.application.test_client().sign_in(an_account(Role.OFFICER))
    assert 'href="/desk/people"' not in system.page("/desk/accounts")


def test_more_people_than_fit_on_one_page_are_counted_in_all(system, monkeypatch):
    monkeypatch.setattr(new_accounts, "AT_ONCE", 1)
    newcomer()
    newcomer(name="王强")
    assert "2 人还没有" in system.page("/desk/accounts")
    assert "还有 2 个人没有账号" in setting_up._accounts().said
    page = system.page("/desk/accounts/new")
    assert "还有 1 人也没有账号。一次最多开 1 个" in page


def test_slips_that_were_renewed_wait_until_the_others_are(system, monkeypatch):
    monkeypatch.setattr(new_accounts, "AT_ONCE", 1)
    accounts = [an_account(Role.CONVENER, a_station(), name) for name in ("李丽", "王强")]
    for hours, account in enumerate(accounts):
        account.password_hash, account.first_link_until = None, clock.now() + timedelta(hours=hours)
    db.session.commit()
    assert "李丽" in system.submit("/desk/accounts/links").text
    assert "王强" in system.submit("/desk/accounts/links").text


@pytest.mark.parametrize("sought", ["李", "LILI7", "李 丽"])
def test_an_account_is_found_by_the_name_of_its_holder_or_its_own(system, sought):
    an_account(Role.CONVENER, a_station(), name="李丽").username = "lili7"
    db.session.commit()
    page = system.page(f"/desk/accounts?q={sought}")
    assert "lili7" in page
    assert "您自己" not in page


def test_an_account_that_is_not_there_is_said_not_to_be(system):
    assert "没有找到“%”" in system.page("/desk/accounts?q=%25")
