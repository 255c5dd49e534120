"""Every field of every body of the API, taken from its description, gets what no program should send."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.openapi import Spec, content, found, operations, path_of, spec_of
from tests.sampling import sample
from tests.structure.everywhere import addresses, values_at, values_to_come
from tests.structure.test_routes import rules

WRONG: list[Any] = [
    *(None, True, -1, 10**30, 1.5, 1e308, "", " ", "\x00", "a\x00b", "\ud800", "\u202e\u200b", "长" * 20_000),
    *(
        [],
        {},
        [[[[[]]]]],
        [None],
        [{"a": 1}] * 300,
        {"": {"": ""}},
        "2026-02-30",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01",
    ),
]
ROLES = [("officer", "TG"), ("convener", "XF")]


PLAUSIBLE = {"string": "井巷新村", "integer": 1, "boolean": True, "number": 1, "array": [], "object": {}}
DATES = {"date": "2026-12-01", "date-time": "2026-12-01T09:30:00+08:00"}


def plausible(spec: Spec, described: Spec) -> Any:
    """A value that fits what the description says of it."""
    schema = found(spec, described)
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "object" or "properties" in schema:
        return {name: plausible(spec, one) for name, one in schema.get("properties", {}).items()}
    return DATES.get(schema.get("format", ""), PLAUSIBLE[schema.get("type", "string")])


def bodies(spec: Spec) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, body) with one wrong field each, the others right as far as the description says."""
    for method, path, operation in operations(spec):
        described = content(spec, operation.get("requestBody", {}))
        right = plausible(spec, described) if described else {}
        for name in right:
            yield from ((method, path, {**right, name: wrong}) for wrong in WRONG)


@pytest.mark.walk
@pytest.mark.parametrize(("role", "unit"), ROLES)
def test_no_wrong_field_of_any_body_is_a_fault_of_ours(district, people, role, unit):
    client = people(role, unit)
    headers, spec = {"X-CSRFToken": client.csrf(), "Content-Type": "application/json"}, spec_of(client)
    by_path = {path_of(rule): rule for rule in rules(district[0])}
    records = [values_at("XF"), values_to_come()]
    for method, path, body in sample(bodies(spec), of=150):
        for address in addresses(by_path[path], records[len(body) % 2]):
            answer = FlaskClient.open(client, address, method=method, data=json.dumps(body), headers=headers)
            assert answer.status_code < 500, f"{method} {path} {str(body)[:80]}: {answer.text[:200]}"
