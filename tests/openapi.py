"""openapi.json as the tests read it: references followed, and an answer held against its description."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

METHODS = ("get", "post", "put", "patch", "delete")
KINDS = {"string": str, "integer": int, "boolean": bool, "number": float, "array": list, "object": dict}
FORMATS: dict[str, Callable[[str], object]] = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
Spec = dict[str, Any]


def spec_of(client: FlaskClient) -> Spec:
    spec: Spec = client.get("/api/v1/openapi.json").get_json()
    return spec


def operations(spec: Spec) -> Iterator[tuple[str, str, Spec]]:
    """(method, path, what is said of it)."""
    for path, item in spec["paths"].items():
        yield from ((method, path, item[method]) for method in METHODS if method in item)


def found(spec: Spec, described: Spec) -> Spec:
    """What a reference leads to; KeyError where it leads nowhere."""
    while "$ref" in described:
        place = spec
        for step in described["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        described = place
    return described


def content(spec: Spec, holder: Spec) -> Spec:
    """The schema of a body or an answer; empty where there is none."""
    return found(spec, holder.get("content", {}).get("application/json", {}).get("schema", {}))


def path_of(rule: Rule) -> str:
    """The rule of an address as openapi.json writes it."""
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def parameters(spec: Spec, path: str, act: Spec) -> list[Spec]:
    return [found(spec, one) for one in [*spec["paths"][path].get("parameters", []), *act.get("parameters", [])]]


def done(act: Spec) -> tuple[str, Spec]:
    """(status, description) of the answer when all went well."""
    ((status, told),) = [(status, told) for status, told in act["responses"].items() if status != "default"]
    return status, told


def faults(spec: Spec, described: Spec, value: Any, at: str = "answer") -> list[str]:
    """Where a value is not what is described: a kind, a word, a field too many or too few."""
    schema = found(spec, described)
    if either := schema.get("oneOf") or schema.get("anyOf"):
        each = [faults(spec, one, value, at) for one in either]
        return [] if [] in each else min(each, key=len)
    if value is None:
        return [] if schema.get("nullable") else [f"{at} is null"]
    if not _fits(schema, value):
        return [f"{at} is {value!r}"]
    return [*_in_list(spec, schema, value, at), *_in_object(spec, schema, value, at)]


def untrue(app: Flask, answer: TestResponse) -> list[str]:
    """Where an answer of the API, or a refusal, is not what openapi.json says of it."""
    spec, method = _spec(app), answer.request.method
    try:
        rule, _ = app.url_map.bind("").match(answer.request.path, method, return_rule=True)
    except HTTPException:  # no such address
        return []
    act = spec["paths"].get(path_of(rule), {}).get(method.lower())
    if act is None or not answer.is_json:
        return []
    told = act["responses"].get(str(answer.status_code)) or found(spec, act["responses"]["default"])
    return faults(spec, content(spec, told), answer.get_json())


@cache
def _spec(app: Flask) -> Spec:
    spec: Spec = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return spec


def _fits(schema: Spec, value: Any) -> bool:
    kind = KINDS[schema["type"]]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    return "format" not in schema or bool(FORMATS[schema["format"]](str(value)))


def _in_list(spec: Spec, schema: Spec, value: Any, at: str) -> list[str]:
    items = value if schema["type"] == "array" else []
    return [fault for n, item in enumerate(items) for fault in faults(spec, schema["items"], item, f"{at}[{n}]")]


def _in_object(spec: Spec, schema: Spec, value: Any, at: str) -> list[str]:
    if schema["type"] != "object":
        return []
    if words := schema.get("additionalProperties"):
        return [fault for key, one in value.items() for fault in faults(spec, words, one, f"{at}.{key}")]
    known = schema.get("properties", {})
    wrong = [f"{at}.{key} is missing" for key in set(schema.get("required", [])) - set(value)]
    wrong += [f"{at}.{key} is not described" for key in set(value) - set(known)]
    told = set(known) & set(value)
    return wrong + [fault for key in told for fault in faults(spec, known[key], value[key], f"{at}.{key}")]
