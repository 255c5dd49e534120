"""The second factor belongs to the person, whatever the surface (product.md §5.3)."""

import pyotp
import pytest

from tests.client import PASSWORD
from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from tests.sampling import members, sample
from tests.structure.test_routes import address, rules
from yiguan.base import clock
from yiguan.people import service
from yiguan.people.models import Account
from yiguan.people.states import BENCH_ROLES, SECOND_FACTOR, Role
from yiguan.store.db import db

OPEN = ("public", "own", "phone", "operator", "link")
"""Surfaces that read and do nothing in the name of an account's roles."""
NEED_NONE = (*BENCH_ROLES, Role.UNIT_LIAISON, Role.UNIT_LEADER, Role.INSPECTOR)


def signed_in(client, role, installed):
    client.sign_in(an_account(role, a_station() if role in BENCH_ROLES else None))
    token = client.csrf()
    installed(mode="production")
    return token


def guarded(app):
    """(method, address) of every route on a surface where accounts act."""
    for rule in rules(app):
        blueprint = app.blueprints[rule.endpoint.rpartition(".")[0]]
        if getattr(blueprint, "surface", "public") not in OPEN:
            yield from ((method, address(rule)) for method in sorted(rule.methods - {"HEAD", "OPTIONS"}))


@pytest.mark.walk
@pytest.mark.parametrize("role", SECOND_FACTOR)
def test_nothing_opens_in_production_to_a_role_that_has_not_enrolled(client, installed, role):
    token = signed_in(client, role, installed)
    walk = sample(guarded(client.application), of=members if role is Role.CHAIR else 12)
    for method, url in walk:
        answer = client.open(url, method=method, data={"csrf_token": token})
        led = answer.headers.get("Location") == "/account/totp"
        told = answer.status_code == 403 and "先启用动态码" in answer.get_data(as_text=True)
        assert led or told, f"{method} {url}: {answer.status_code}"


@pytest.mark.parametrize("role", SECOND_FACTOR)
def test_a_token_of_such_an_account_is_refused_too(client, installed, role):
    account = an_account(role)
    secret = service.issue_token(as_actor(account), account, "read write")
    db.session.commit()
    installed(mode="production")
    answer = client.get("/api/v1/topics", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 403
    assert answer.get_json()["code"] == "owes_totp"


@pytest.mark.parametrize("role", NEED_NONE)
def test_the_other_roles_work_in_production_by_password(client, installed, role):
    signed_in(client, role, installed)
    assert client.get("/start", follow_redirects=True).status_code == 200


def test_every_role_is_on_one_side(app):
    assert {*SECOND_FACTOR, *NEED_NONE} == set(Role)


def test_after_enrolling_the_desk_opens(client, installed):
    signed_in(client, Role.OFFICER, installed)
    assert enrol(client).status_code == 302
    assert client.get("/desk/").status_code == 200


def offered(client):
    """The secret on the page; it is the server's."""
    page = client.page("/account/totp")
    return page.split('<span class="num">')[1].split("<")[0]


def enrol(client, present=PASSWORD, **typed):
    form = {"new_code": pyotp.TOTP(offered(client)).at(clock.now()), "present": present, **typed}
    return client.submit("/account/totp", form)


def test_the_secret_is_the_servers_and_no_form_can_choose_it(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    own = pyotp.random_base32()
    form = {"secret": own, "new_code": pyotp.TOTP(own).at(clock.now()), "present": PASSWORD}
    assert client.submit("/account/totp", form).status_code == 422
    assert db.session.get_one(Account, account.id).totp_secret is None


def test_looking_at_the_page_again_shows_the_same_secret_and_stores_nothing(client):
    client.sign_in(an_account(Role.OFFICER))
    assert offered(client) == offered(client)
    assert db.session.query(Account).filter(Account.totp_secret.is_not(None)).count() == 0


def test_enrolling_asks_for_the_present_password_and_counts_wrong_ones(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    assert enrol(client, present="not the password").status_code == 422
    found = db.session.get_one(Account, account.id)
    assert (found.totp_secret, found.failures) == (None, 1)


def test_the_code_with_which_it_was_enrolled_opens_nothing_any_more(client):
    account = an_account(Role.OFFICER)
    client.sign_in(account)
    code = pyotp.TOTP(offered(client)).at(clock.now())
    assert client.submit("/account/totp", {"new_code": code, "present": PASSWORD}).status_code == 302
    form = {"username": account.username, "password": PASSWORD, "code": code}
    assert client.application.test_client().post("/sign-in", data=form).status_code == 422


def test_changing_it_asks_for_the_old_one_and_ends_other_sign_ins(client):
    account = an_account(Role.OFFICER)
    elsewhere = client.application.test_client()
    elsewhere.sign_in(account)
    client.sign_in(account)
    enrol(client)
    assert elsewhere.get("/account").status_code == 302
    old = db.session.get_one(Account, account.id).totp_secret
    assert enrol(client, code="000000").status_code == 422
    assert db.session.get_one(Account, account.id).totp_secret == old
