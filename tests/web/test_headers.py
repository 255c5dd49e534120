"""What every answer carries, and what cookies allow."""

import pytest

from tests.factories.people import an_account
from tests.structure.test_routes import address, rules
from yiguan.app import create_app
from yiguan.environment import read_settings
from yiguan.people.states import Role
from yiguan.web.headers import HARDENED


def test_every_answer_carries_the_security_headers(client):
    client.sign_in(an_account(Role.OFFICER))
    for rule in rules(client.application):
        if "GET" in rule.methods:
            headers = client.get(address(rule)).headers
            assert {name for name, _ in HARDENED} <= set(headers.keys()), rule.rule
            policy = headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, rule.rule
            assert "unsafe-inline" not in policy, rule.rule


@pytest.fixture
def far_away(instance):
    """An installation that is reached over https."""
    return create_app(read_settings({"YIGUAN_INSTANCE": str(instance), "YIGUAN_BASE_URL": "https://yiguan.example"}))


def test_cookies_of_an_https_installation_are_secure(far_away):
    client = far_away.test_client()
    client.post("/elder-mode", data={"elder": "1"}, base_url="https://yiguan.example")
    cookie = client.get_cookie("elder", domain="yiguan.example")
    assert cookie is not None
    assert cookie.secure
    assert cookie.http_only
    assert far_away.config["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert far_away.config["SESSION_COOKIE_SECURE"]
