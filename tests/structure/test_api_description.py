"""openapi.json, held against the addresses there are: everything is described, in one language, and truly."""

import inspect
import re
from pathlib import Path

import pytest

from tests.openapi import METHODS, content, done, found, operations, parameters, path_of, spec_of
from tests.structure.test_routes import address, rules
from yiguan.web import surfaces
from yiguan.web.api import ApiPages
from yiguan.workflow import api

ROOT = Path(__file__).parents[2]
SENTENCE = re.compile(r"[A-Z][ -~]* [ -~]*\.")
TAG = re.compile(r"[\u4e00-\u9fff]+: [ -~]+\.")
UNTYPED = {"sent_at", "records"}
"""What a device says is read leniently, record by record (AttendanceBatchIn)."""


@pytest.fixture
def spec(client):
    return spec_of(client)


def api_rules(app):
    return [rule for rule in rules(app) if isinstance(app.blueprints.get(rule.endpoint.rpartition(".")[0]), ApiPages)]


def test_every_address_of_the_api_is_described(client, spec):
    described = {(method, path) for method, path, _ in operations(spec)}
    there = {
        (method.lower(), path_of(rule))
        for rule in api_rules(client.application)
        for method in rule.methods
        if method.lower() in METHODS
    }
    assert described == there


def test_every_act_says_in_an_english_sentence_what_it_does(spec):
    said = [act.get("summary", path) for _, path, act in operations(spec)]
    assert [words for words in said if not SENTENCE.fullmatch(words)] == []


def test_every_slice_says_what_it_is_for_beside_its_chinese_noun(spec):
    assert [tag for tag in spec["tags"] if not TAG.fullmatch(tag["description"])] == []
    assert {tag["name"] for tag in spec["tags"]} == {tag for _, _, act in operations(spec) for tag in act["tags"]}


def test_every_list_takes_a_page_and_says_what_its_items_are(spec):
    answers = [(path, act, content(spec, done(act)[1])) for _, path, act in operations(spec)]
    lists = [one for one in answers if {"items", "total"} <= set(one[2].get("properties", {}))]
    assert len(lists) >= 9
    for path, act, schema in lists:
        assert "page" in {one["name"] for one in parameters(spec, path, act)}, path
        assert list(schema["properties"]) == schema["required"] == ["items", "page", "total"], path
        assert found(spec, schema["properties"]["items"]["items"])["properties"], path


def is_a_file(answer) -> bool:
    return {"type": "string", "format": "binary"} in [kind["schema"] for kind in answer["content"].values()]


def test_every_answer_and_every_body_has_fields_of_a_known_kind(spec):
    for method, path, act in operations(spec):
        answer = content(spec, done(act)[1])
        assert answer.get("properties") or answer.get("oneOf") or is_a_file(done(act)[1]), f"{method} {path}"
    for name, schema in spec["components"]["schemas"].items():
        vague = [field for field, kind in schema["properties"].items() if not {"type", "$ref", "anyOf"} & set(kind)]
        assert set(vague) <= UNTYPED, name


def reads_version(view) -> bool:
    """Whether the view comes to `match_version`, by itself or through others of its module."""
    known, waiting = set(), [inspect.unwrap(view)]
    while waiting:
        function = waiting.pop()
        known.add(function)
        for name in function.__code__.co_names:
            called = function.__globals__.get(name)
            if called in (surfaces.match_version, api.current):
                return True
            if inspect.isfunction(called) and called.__module__ == function.__module__ and called not in known:
                waiting.append(called)
    return False


@pytest.mark.row("AP-01")
def test_whoever_changes_a_record_sends_its_version_and_is_told_the_new_one(client, spec):
    said = {(path, method.upper()): act for method, path, act in operations(spec)}
    views = client.application.view_functions
    changes = [rule for rule in api_rules(client.application) if reads_version(views[rule.endpoint])]
    assert len(changes) >= 50
    for rule in changes:
        (method,) = rule.methods - {"OPTIONS"}
        act = said[path_of(rule), method]
        assert "version" in content(spec, act["requestBody"])["properties"], rule.rule
        assert "version" in content(spec, done(act)[1])["properties"], rule.rule


def test_every_reference_leads_somewhere_and_nothing_is_kept_that_nobody_needs(client, spec):
    referred = set(re.findall(r'"\$ref": "(#/[^"]+)"', client.get("/api/v1/openapi.json").get_data(as_text=True)))
    for reference in referred:
        assert found(spec, {"$ref": reference}), reference
    kinds = ("schemas", "parameters", "responses")
    assert {f"#/components/{kind}/{name}" for kind in kinds for name in spec["components"][kind]} == referred


def test_the_document_is_openapi_3_where_no_tool_is_needed_to_see_it(spec):
    assert spec["openapi"].startswith("3.0.")
    for method, path, act in operations(spec):
        asked = [(one["in"], one["name"]) for one in parameters(spec, path, act)]
        assert len(asked) == len(set(asked)), path
        assert {name for place, name in asked if place == "path"} == set(re.findall(r"{(\w+)}", path)), path
        assert all(one["schema"]["type"] for one in parameters(spec, path, act)), path
        assert all(found(spec, told)["description"] for told in act["responses"].values()), path
        assert method in ("post", "put") or "requestBody" not in act, path


def test_refusals_are_described_once_with_their_shape(spec):
    refusals = {frozenset(act["responses"]["default"].items()) for _, _, act in operations(spec)}
    ((reference,),) = refusals
    told = found(spec, dict([reference]))
    assert list(content(spec, told)["properties"]) == ["code", "message", "fields"]
    assert all(status in told["description"] for status in ("401", "403", "404", "409", "422", "429", "503"))


@pytest.mark.row("AP-02")
def test_every_write_takes_an_idempotency_key_and_the_first_report_needs_one(spec):
    for method, path, act in operations(spec):
        keys = [one.get("required", False) for one in parameters(spec, path, act) if one["name"] == "Idempotency-Key"]
        assert keys == ([] if method == "get" else [(method, path) == ("post", "/api/v1/leads")]), path


def test_what_is_described_as_open_asks_nobody_who_they_are(client, spec):
    assert set(spec["components"]["securitySchemes"]) == {"token", "cookie"}
    said = {path: {} in act.get("security", []) for method, path, act in operations(spec) if method == "get"}
    for rule in api_rules(client.application):
        if "GET" in rule.methods:
            path = path_of(rule)
            assert (client.get(address(rule)).status_code == 401) == (not said[path]), path


def test_no_answer_copies_a_record_by_its_attributes():
    """A schema reads the record; copied, it would send on whatever column comes next."""
    surfaces_ = sorted((ROOT / "yiguan").glob("*/*api.py"))
    copies = re.compile(r"\bvars\(|__dict__|getattr\(")
    assert len(surfaces_) >= 10
    assert [path.name for path in surfaces_ if copies.search(path.read_text("utf-8"))] == []
