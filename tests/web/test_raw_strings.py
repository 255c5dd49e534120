"""What no schema sees: every argument of a path, query parameter, cookie and header of every route, with strings that
databases, encodings and columns do not take. Never an error of ours.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import EnvironHeaders
from werkzeug.routing import Rule

from tests.factories.people import an_account
from tests.sampling import sample
from tests.structure.test_routes import ARGUMENT, address, rules
from yiguan.attendance import entry
from yiguan.base.fields import In
from yiguan.people import device_cookie
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.web.forms import read_form

PRODUCT = Path(__file__).parents[2] / "yiguan"
ODD = ["%00", "a%00b", "A" * 10_000, "%ED%A0%80", "%FF%FE", "%F0%9F%98%80", "%0D%0ASet-Cookie:%20a=b", "%C2%85", "'"]
RAW = [
    "A" * 10_000,
    "\xed\xa0\x80",
    "\xff\xfe",
    '"\\000"',
    "\x00",
    "\\",
    "é",
    ";;=;",
    "a" * 32,
    '"' + "\\000" * 32 + '"',
]
"""For headers and cookies, which come as bytes and are read as Latin-1; a cookie in quotes may say NUL in octal."""
STANDARD = """
Accept Accept-Language Authorization Content-Type If-Modified-Since If-None-Match Origin Range Referer User-Agent
X-CSRFToken X-Forwarded-For X-Forwarded-Host X-HTTP-Method-Override X-Requested-With
""".split()  # noqa: SIM905 - a list of fifteen literals reads worse


def named(*patterns: str) -> list[str]:
    """The names that the product reads somewhere in this way."""
    source = "".join(path.read_text() for path in PRODUCT.rglob("*.py"))
    return sorted({name for pattern in patterns for name in re.findall(pattern, source)})


PARAMETERS = ["state", "page", "next", *named(r'request\.args\.get\("([\w-]+)"', r'"([\w-]+)" in request\.args')]
HEADERS = sorted({*named(r'request\.headers\.get\("([\w-]+)"'), *STANDARD})


@pytest.fixture(params=[None, Role.OFFICER], ids=["stranger", "officer"])
def browser(request, client):
    """Sends any request and fails the test when the answer is a fault."""
    if request.param:
        client.sign_in(an_account(request.param))
    token = client.csrf() if request.param else ""
    addresses = count(1)

    def send(rule: Rule, url: str, **how: object) -> None:
        method = (
            "GET"
            if "GET" in (rule.methods or ())
            else max({"POST", "PUT", "PATCH", "DELETE"}.intersection(rule.methods or ()))
        )
        form = {"data": {"csrf_token": token, "once": ""}} if method != "GET" else {}
        if rule.rule != "/sign-out":
            number = next(addresses)  # each from an address of its own, so that no limit answers first
            phone = {"REMOTE_ADDR": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}
            answer = client.open(url, method=method, environ_overrides=phone, **{**form, **how})
            assert answer.status_code < 500, f"{method} {url[:80]} {str(how)[:80]}: {answer.status_code}"
            db.session.rollback()

    return send


def with_odd_argument(rule: Rule, odd: str) -> Iterator[str]:
    """The address with this string in place of each of its arguments in turn."""
    for place in re.finditer(ARGUMENT, rule.rule):
        other = [re.sub(ARGUMENT, "999999", part) for part in (rule.rule[: place.start()], rule.rule[place.end() :])]
        yield odd.join(other)


def walked(app, odd):
    """Every rule and every string, in the whole every one with every other."""
    return sample(product(rules(app), odd), of=lambda pair: enumerate(map(str, pair)))


@pytest.mark.walk
def test_any_string_in_a_path_is_an_address_or_none(app, browser):
    for rule, odd in product(rules(app), ODD):
        for url in with_odd_argument(rule, odd):
            browser(rule, url)


@pytest.mark.walk
def test_any_string_in_a_query_is_read_or_passed_over(app, browser):
    for rule, odd in walked(app, ODD):
        browser(rule, f"{address(rule)}?{'&'.join(f'{name}={odd}' for name in PARAMETERS)}")


@pytest.mark.walk
def test_any_string_in_a_header_is_read_or_passed_over(app, browser):
    for rule, odd in walked(app, RAW):
        browser(rule, address(rule), headers=dict.fromkeys(HEADERS, odd))


class Noting(dict[str, Any]):
    """A request's environment that notes the names it is asked for; whoever goes through all of it asked for all."""

    def __init__(self, environ: dict[str, Any], asked: set[str]) -> None:
        super().__init__(environ)
        self.asked = asked

    def __getitem__(self, name: str) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self.asked.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return super().get(name, default)

    def __iter__(self) -> Iterator[str]:
        self.asked.update(map(key_of, HEADERS))
        return super().__iter__()

    def items(self) -> Any:
        return [(name, super(Noting, self).__getitem__(name)) for name in self]

    def copy(self) -> "Noting":
        return Noting(dict(super().items()), self.asked)

    # whoever comes to need one of these has to note it too
    keys = values = None  # type: ignore[assignment]


def key_of(header: str) -> str:
    """The name of a header in the environment."""
    plain = header.upper().replace("-", "_")
    return plain if plain == "CONTENT_TYPE" else f"HTTP_{plain}"


ASKED: dict[str, dict[str, set[str]]] = {}
"""Database and browser → rule → the names that it asked its environment for."""


@pytest.fixture
def asked(request, app, browser):
    """What each rule asks for when it is sent no header; what it does not ask for it cannot stumble over."""
    known = "-".join(request.node.callspec.id.split("-")[:2])
    if known not in ASKED:
        with pytest.MonkeyPatch.context() as patch:
            ASKED[known] = noted(app, browser, patch)
    return ASKED[known]


def noted(app, browser, patch) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    answer = app.wsgi_app
    # it looks for a cookie through all headers
    patch.setattr(EnvironHeaders, "getlist", lambda sent, name: [sent[name]] if name in sent else [])
    for rule in rules(app):
        patch.setattr(app, "wsgi_app", lambda sent, start, notes=found[rule.rule]: answer(Noting(sent, notes), start))
        browser(rule, address(rule))
    return found


def test_a_header_that_is_read_is_noted(app, browser, asked):
    notes = asked["/sign-in"]
    assert {key_of(name) for name in ("Content-Type", "Origin", "Sec-Fetch-Site", "Idempotency-Key")} <= notes
    assert key_of("Range") not in notes


@pytest.mark.walk
@pytest.mark.parametrize("header", HEADERS)
def test_each_header_alone_takes_any_string(app, browser, asked, header):
    reading = [rule for rule in rules(app) if key_of(header) in asked[rule.rule]]
    for rule, odd in sample(product(reading, RAW), of=30):
        browser(rule, address(rule), headers={header: odd})


@pytest.mark.walk
def test_any_string_in_a_cookie_is_read_or_passed_over(app, browser):
    settings = app.extensions["settings"]
    names = [device_cookie.cookie_name(settings), entry.cookie_name(), app.config["SESSION_COOKIE_NAME"], "elder"]
    for rule, odd in walked(app, RAW):
        browser(rule, address(rule), headers={"Cookie": "; ".join(f"{name}={odd}" for name in names)})


@pytest.mark.parametrize(
    "odd", ["\x00", "a\x00b", "A" * 10_000, "\ud800".encode("utf-8", "surrogatepass"), "\r\n", "é" * 600]
)
def test_a_one_time_key_beside_another_is_looked_at_too(client, odd):
    """The key of a form is stored with what it did, even where a header brings one as well."""
    answer = client.post("/feedback", data={"text": "好", "once": odd}, headers={"Idempotency-Key": "good"})
    assert answer.status_code in (200, 302, 422)


@pytest.mark.parametrize(
    "next_", ["/" + "a" * 10_000, "/\x00", "/\r\nSet-Cookie: a=b", "//evil.example", "/é", "/\ufffd"]
)
def test_an_address_to_continue_with_is_kept_or_refused(client, next_):
    for url, form in (("/elder-mode", {"elder": "1"}), ("/sign-in", {"username": "a", "password": "b"})):
        answer = client.post(url, data={**form, "next": next_, "once": f"key{len(next_)}"})
        assert answer.status_code in (302, 303, 422)
        assert "evil" not in answer.headers.get("Location", "")
        assert "a=b" not in answer.headers.get("Set-Cookie", "")


def test_a_form_is_shown_again_without_the_nuls_in_it(app):
    with app.test_request_context("/", method="POST", data={"text": "a\0b"}):
        assert read_form(In).value("text") == "ab"
