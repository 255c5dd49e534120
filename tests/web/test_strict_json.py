"""One reader for all JSON of the API: what two programs would read differently is refused by a code and a sentence."""

import json
import time

import pytest

from tests.factories.people import an_account
from tests.factories.topics import a_topic
from tests.openapi import operations, path_of, spec_of
from tests.sampling import sample
from tests.structure.test_routes import address, rules
from yiguan.people.states import Role
from yiguan.web.strict import DEPTH, Unclear

UNCLEAR = {
    "twice": b'{"a": 1, "a": 2}',
    "twice below": b'{"a": [{"b": 1, "b": 1}]}',
    "nan": b'{"a": NaN}',
    "infinity": b'{"a": -Infinity}',
    "depth": b'{"a": ' + b"[" * DEPTH + b"]" * DEPTH + b"}",
    "depth behind a text": b'{"a": "' + b"]" * 60_000 + b'", "b": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
    "no end of depth": b"[" * 60_000,
    "digits": b'{"a": ' + b"9" * 5_000 + b"}",
    "exponent": b'{"a": 1e400}',
    "long fraction": b'{"a": 0.' + b"1" * 5_000 + b"}",
    "bytes": b'{"a": "\xff"}',
    "mark of byte order": b'\xef\xbb\xbf{"a": 1}',
    "no end": b'{"a": ',
    "two": b"{} {}",
}


def writes(app):
    for rule in rules(app):
        for method in sorted({"POST", "PUT", "PATCH", "DELETE"} & rule.methods):
            if rule.rule.startswith("/api/"):
                yield rule, method


@pytest.mark.parametrize("body", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_is_unclear_is_refused_with_a_code(client, body):
    answer = client.post("/api/v1/leads", data=body, content_type="application/json", headers={"Idempotency-Key": "u"})
    assert (answer.status_code, answer.json["code"]) == (400, "bad_json")
    assert answer.json["message"].endswith("什么都没有改动。请改正后再发。")


@pytest.mark.walk
@pytest.mark.parametrize("role", [None, Role.OFFICER])
def test_no_route_of_the_api_has_a_reader_of_its_own(client, role):
    headers, spec = {"Content-Type": "application/json"}, spec_of(client)
    reading = {(method, path) for method, path, described in operations(spec) if "requestBody" in described}
    if role:
        client.sign_in(an_account(role))
        headers["X-CSRFToken"] = client.csrf()
    for rule, method in sample(writes(client.application), of=lambda one: [one[0].rule]):
        for body in UNCLEAR.values():
            answer = client.open(address(rule), method=method, data=body, headers=headers)
            refused = answer.status_code >= 400
            assert refused or (method.lower(), path_of(rule)) not in reading, f"{method} {rule.rule} {body[:30]!r}"
            assert answer.status_code < 500, f"{method} {rule.rule} {body[:30]!r}"
            assert not refused or {"code", "message", "fields"} <= set(answer.json), rule.rule


@pytest.mark.parametrize(
    "text", ['{"a": "[[["}', '{"a": 9007199254740993, "b": -1.5e3}', '"\\ud83d\\ude00"', "null", "[]"]
)
def test_what_is_clear_is_read(app, text):
    assert app.json.loads(text) == json.loads(text)


def test_half_a_character_is_read_as_a_question_mark(app):
    read = app.json.loads('{"\\udc00": ["\\ud83d", "\\ud83d\\ude00"], "a": "\\u4e2d"}')
    assert read == {"?": ["?", "😀"], "a": "中"}


def test_whole_numbers_of_any_length_take_no_time(app):
    begun = time.perf_counter()
    with pytest.raises(Unclear):
        app.json.loads('{"a": ' + "[" * 1_000_000 + "9" * 1_000_000)
    with pytest.raises(Unclear):
        app.json.loads("9" * 2_000_000)
    assert time.perf_counter() - begun < 1


@pytest.mark.row("AP-01")
@pytest.mark.parametrize("version", ["1", 1.0, True, None, [], {}])
def test_a_version_of_the_wrong_type_is_an_error_of_its_field(client, version):
    topic = a_topic()
    client.sign_in(an_account(Role.CONVENER, topic.unit))
    headers = {"X-CSRFToken": client.csrf()}
    answer = client.post(f"/api/v1/topics/{topic.id}/submit", json={"version": version}, headers=headers)
    assert (answer.status_code, [*answer.json["fields"]]) == (422, ["version"])
    other = client.post(f"/api/v1/topics/{topic.id}/submit", json={"version": 99}, headers=headers)
    assert (other.status_code, other.json["code"]) == (409, "stale_version")
