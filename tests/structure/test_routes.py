"""Every route, walked: its surface, its address, and that looking changes nothing."""

import re

import pytest
from flask import Flask

from tests.factories.organisation import a_station
from tests.factories.people import an_account
from tests.queries import counted
from yiguan.people.states import Role
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import Pages

CAPITALS = re.compile(r"/[SCMP]/<[a-z_]+>")
ARGUMENT = r"<(?:([a-z]+)(?:\(([^)]*)\))?:)?[a-z_]+>"
KEBAB = re.compile(rf"(/({ARGUMENT}|[a-z0-9]+(-[a-z0-9]+)*(\.json|\.js)?))+/?|/")
SAMPLE = {"int": "999999", "string": "ZZZZZ", "path": "x"}
CHANGES = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE")


def rules(app: Flask):
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def address(rule) -> str:
    """The rule with something that nobody has in place of its arguments."""
    return re.sub(ARGUMENT, lambda m: _nobody_has(m[1] or "string", m[2] or ""), rule.rule)


def _nobody_has(converter: str, options: str) -> str:
    """A value that fits the converter and names no record."""
    if converter == "any":
        return options.split(",")[0].strip("\"' ")
    length = re.search(r"length=(\d+)", options)
    return "Z" * int(length[1]) if length else SAMPLE[converter]


def test_every_route_stands_on_a_surface(app):
    for rule in rules(app):
        blueprint = app.blueprints[rule.endpoint.rpartition(".")[0]]
        if rule.endpoint != "api-docs.openapi_json":
            assert isinstance(blueprint, (Pages, ApiPages)), rule.endpoint
            assert blueprint.surface in app.surfaces, rule.endpoint


def test_addresses_are_kebab_case_but_for_the_codes_in_capitals(app):
    wrong = [rule.rule for rule in rules(app) if not (KEBAB.fullmatch(rule.rule) or CAPITALS.fullmatch(rule.rule))]
    assert wrong == []


def test_surfaces_live_under_their_own_addresses(app):
    for rule in rules(app):
        surface = getattr(app.blueprints[rule.endpoint.rpartition(".")[0]], "surface", "api")
        for name in ("bench", "desk", "hall", "api"):
            duty = surface in ("admin", "settings") and name == "desk"  # product.md §5.3: of the desk, 三员 see these
            assert rule.rule.startswith(f"/{name}") == (surface == name or duty), rule.rule


@pytest.mark.row("CK-22")
@pytest.mark.parametrize("role", [None, Role.CONVENER, Role.OFFICER, Role.CHAIR])
def test_no_get_writes(client, role):
    """Link previews, prefetch and robots change nothing, whoever is signed in."""
    if role:
        client.sign_in(an_account(role, a_station() if role is Role.CONVENER else None))
    for rule in rules(client.application):
        if "GET" in rule.methods:
            with counted() as sent:
                answer = client.get(address(rule))
            assert answer.status_code < 500, rule.rule
            assert [s for s in sent if s.lstrip().upper().startswith(CHANGES)] == [], rule.rule


def test_nothing_dynamic_is_kept_by_a_browser_or_a_proxy(client):
    client.sign_in(an_account(Role.OFFICER))
    for rule in rules(client.application):
        if "GET" in rule.methods:
            assert client.get(address(rule)).headers["Cache-Control"] == "no-store", rule.rule


def test_a_stranger_passes_no_staff_gate(client):
    for rule in rules(client.application):
        surface = getattr(client.application.blueprints[rule.endpoint.rpartition(".")[0]], "surface", "api")
        if surface in ("bench", "desk", "hall"):
            method = "GET" if "GET" in rule.methods else "POST"
            answer = client.open(address(rule), method=method)
            assert answer.status_code == 302, rule.rule
            assert answer.headers["Location"].startswith("/sign-in"), rule.rule
