"""openapi.json as the rows of a page: each route with its parameters, body and answers; nested fields by their path."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One row, such as `items[].due_on`. `choices` are the only permitted values."""

    name: str
    kind: str
    required: bool
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    status: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Route:
    """`tag` is its slice; `is_open` says that no account is needed."""

    tag: str
    method: str
    path: str
    words: str
    is_open: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Group:
    """The routes whose addresses begin with a noun; `about` describes the slices they belong to."""

    noun: str
    about: tuple[str, ...]
    routes: tuple[Route, ...]


def groups_of(spec: Spec) -> list[Group]:
    """All routes, grouped by the first noun of their address."""
    groups: dict[str, list[Route]] = {}
    for path, item in spec["paths"].items():
        noun = path.removeprefix("/api/v1/").partition("/")[0]
        found = [_route(spec, method, path, item) for method in METHODS if method in item]
        groups.setdefault(noun, []).extend(found)
    about = {tag["name"]: tag["description"] for tag in spec["tags"]}
    return [
        Group(noun, tuple(about[tag] for tag in dict.fromkeys(route.tag for route in routes)), tuple(routes))
        for noun, routes in sorted(groups.items())
    ]


def _route(spec: Spec, method: str, path: str, item: Spec) -> Route:
    """Without the one-time key where it is optional: the head of the page explains it."""
    act = item[method]
    asked = [_found(spec, one) for one in (*item.get("parameters", ()), *act.get("parameters", ()))]
    asked = [one for one in asked if one["in"] != "header" or one.get("required")]
    return Route(
        tag=act["tags"][0],
        method=method.upper(),
        path=path,
        words=" ".join(filter(None, (act.get("summary"), act.get("description")))),
        is_open={} in act.get("security", ()),
        parameters=tuple(_field(spec, one["name"], one["schema"], one.get("required", False)) for one in asked),
        body=tuple(_fields(spec, _content(act.get("requestBody", {})))),
        answers=tuple(answer for status, told in act["responses"].items() for answer in _answers(spec, status, told)),
    )


def _content(holder: Spec) -> Spec:
    schema: Spec = holder.get("content", {}).get("application/json", {}).get("schema", {})
    return schema


def _answers(spec: Spec, status: str, told: Spec) -> Iterator[Answer]:
    """Without the default response: the head of the page explains it."""
    schema = _content(told)
    if status != "default":
        yield from (Answer(status, tuple(_fields(spec, one))) for one in schema.get("oneOf", [schema]))


def _found(spec: Spec, described: Spec) -> Spec:
    """Resolves a reference; of a nullable object, the object."""
    for one in described.get("anyOf", ()):
        if "$ref" in one:
            return _found(spec, one)
    if "$ref" not in described:
        return described
    _, _, kind, name = described["$ref"].split("/")
    found: Spec = spec["components"][kind][name]
    return found


def _fields(spec: Spec, schema: Spec, before: str = "") -> Iterator[Field]:
    whole = _found(spec, schema)
    for name, described in whole.get("properties", {}).items():
        yield _field(spec, before + name, described, name in whole.get("required", ()))
        inner, path = _found(spec, described), before + name
        while inner.get("type") == "array":
            inner, path = _found(spec, inner["items"]), f"{path}[]"
        yield from _fields(spec, inner, f"{path}.")


def _field(spec: Spec, name: str, described: Spec, required: bool) -> Field:
    schema = _found(spec, described)
    choices = tuple(json.dumps(one).strip('"') for one in schema.get("enum", ()) if one is not None)
    nullable = schema.get("nullable") or any("nullable" in one for one in described.get("anyOf", ()))
    return Field(name, _kind(spec, schema) + (" | null" if nullable else ""), required, choices)


def _kind(spec: Spec, schema: Spec) -> str:
    """`string ≤ 500`, `integer 1–480`, `[object]`, `{word: integer}`."""
    kind = str(schema.get("format") or schema.get("type") or "any")
    if kind == "array":
        return f"[{_kind(spec, _found(spec, schema['items']))}]"
    if kind == "object" and schema.get("additionalProperties"):
        return f"{{word: {_kind(spec, schema['additionalProperties'])}}}"
    if "maxLength" in schema:
        return f"{kind} ≤ {schema['maxLength']}"
    return f"{kind} {schema['minimum']}–{schema['maximum']}" if {"minimum", "maximum"} <= set(schema) else kind
