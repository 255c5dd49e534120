import pytest

from tests.factories.organisation import a_station
from tests.factories.people import an_account, as_actor
from tests.structure.test_routes import address, rules
from yiguan.base.actor import SYSTEM
from yiguan.people import appointing, service
from yiguan.people.models import Person
from yiguan.people.states import ADMINS, Role
from yiguan.store.db import db


def test_a_stranger_is_led_to_the_sign_in_page_and_back(client):
    answer = client.get("/account?x=1")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("role", ADMINS)
def test_an_administrator_reads_no_business_content(client, role):
    client.sign_in(an_account(role))
    assert client.get("/bench/").status_code == 403
    assert client.get("/desk/").status_code == 403


@pytest.mark.parametrize("role", ADMINS)
def test_the_name_above_an_administrators_page_leads_to_a_page_they_may_open(client, role):
    client.sign_in(an_account(role))
    page = client.page("/account")
    assert 'href="/account"' in page
    assert 'href="/bench/"' not in page


@pytest.mark.parametrize("role", ADMINS)
@pytest.mark.parametrize("closed", ["/bench/", "/desk/"])
def test_a_refused_administrator_is_led_to_their_own_page(client, role, closed):
    client.sign_in(an_account(role))
    page = client.get(closed).get_data(as_text=True)
    assert '<a class="button" href="/account">回到首页</a>' in page
    assert 'href="/desk/topics"' not in page


def test_a_convener_has_no_business_at_the_district_desk(client):
    client.sign_in(an_account(Role.CONVENER, a_station()))
    assert client.get("/desk/").status_code == 403
    assert client.get("/bench/").status_code == 200


@pytest.mark.row("ST-03")
def test_one_person_has_one_account_with_the_places_of_all_appointments(client):
    first, second = a_station("幸福社区协商站"), a_station("教育界别活动室")
    account = an_account(Role.MEMBER, first)
    appointing.appoint(SYSTEM, db.session.get_one(Person, account.person_id), second.id, Role.CONVENER)
    db.session.commit()
    client.sign_in(account)
    page = client.page("/account")
    assert "幸福社区协商站" in page
    assert "教育界别活动室" in page


def test_a_token_opens_no_page(client):
    """A page asks for no scope and relies on its cookie, so a token means nothing there."""
    account = an_account(Role.OFFICER)
    secret = service.issue_token(as_actor(account), account, "read write")
    db.session.commit()
    bearer = {"Authorization": f"Bearer {secret}"}
    for rule in rules(client.application):
        blueprint = client.application.blueprints[rule.endpoint.rpartition(".")[0]]
        if getattr(blueprint, "surface", "api") in ("own", "bench", "desk", "hall"):
            method = "GET" if "GET" in rule.methods else "POST"
            assert client.open(address(rule), method=method, headers=bearer).status_code == 302, rule.rule
    assert client.get("/api/v1/topics", headers=bearer).status_code == 200
