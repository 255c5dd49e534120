"""What deploy/nginx.conf does, checked against the program behind it."""

import re
from pathlib import Path

import pytest

from tests.structure.test_routes import ARGUMENT, CAPITALS, rules

CONF = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text("utf-8")
SECRET_NAMES = {"link", "receipt"}
"""Arguments that open something to whoever knows them, besides the codes in capitals and what they are read as."""
READ_AS_CODES = ("/api/v1/codes/",)
SECRET = "S3CR3TS3CR3T"


def logged(address: str) -> str:
    """The address as the proxy's log shows it."""
    block = re.search(r"map \$request_uri \$address_without_code \{(.*?)\}", CONF, re.DOTALL)
    assert block
    for flags, pattern, shown in re.findall(r"~(\*?)(\S+)\s+(\S+);", block[1]):
        if found := re.match(pattern.replace("(?<", "(?P<"), address, re.IGNORECASE if flags else 0):
            named = {"kind": "", "path": "", **found.groupdict()}
            return str(shown.replace("$kind", named["kind"]).replace("$path", named["path"]))
    return address


def is_secret(rule, name: str) -> bool:
    return (
        name in SECRET_NAMES
        or bool(CAPITALS.match(rule.rule) and "/S/" not in rule.rule)
        or rule.rule.startswith(READ_AS_CODES)
    )


def test_no_secret_address_reaches_the_log(app):
    seen = set()
    for rule in rules(app):
        for name in rule.arguments:
            if is_secret(rule, name):
                whole = re.sub(ARGUMENT, "1", re.sub(rf"<[^<>]*\b{name}>", SECRET, rule.rule))
                assert SECRET not in logged(whole), rule.rule
                assert SECRET not in logged(whole.lower().replace(SECRET.lower(), SECRET)), rule.rule
                seen.add(rule.rule)
    assert {"/C/<code>", "/first-password/<link>", "/leads/<receipt>"} <= seen


@pytest.mark.parametrize("address", ["/sign-in?next=/leads/S3CR3TS3CR3T", "/bench/leads/17/accept?x=1"])
def test_other_addresses_are_logged_without_their_query(address):
    assert logged(address) == address.partition("?")[0]
