"""Too large is 413 with a sentence, on every surface; nginx, gunicorn and the product let through the same."""

import errno
import gc
import re
import runpy
import time
from io import BytesIO
from pathlib import Path

import pytest

from tests.factories.people import an_account
from tests.structure.test_routes import address, rules
from yiguan.people.states import Role
from yiguan.web.refusals import OTHER
from yiguan.web.sizes import FORM, MIB, MOST_BYTES, MOST_FIELDS

DEPLOY = Path(__file__).parents[2] / "deploy"
PARTS = "multipart/form-data; boundary=x"
NGINX = (DEPLOY / "nginx.conf").read_text()
SENTENCE = OTHER[413][1]
TOO_LARGE = {
    "form": (FORM, b"text=" + b"a" * MOST_BYTES),
    "fields": (FORM, b"a=1&" * MOST_FIELDS),
    "json": ("application/json", b'{"text": "' + b"a" * MOST_BYTES + b'"}'),
    "anything": ("text/plain", b"a" * 40 * MIB),
}


def limit_of(app, rule):
    return getattr(app.view_functions[rule.endpoint], "most_bytes", MOST_BYTES)


def forms(app, *, api):
    return [rule for rule in rules(app) if "POST" in rule.methods and rule.rule.startswith("/api/") is api]


@pytest.mark.parametrize("role", [None, Role.OFFICER])
@pytest.mark.parametrize("kind", ["form", "fields"])
def test_a_form_that_is_too_large_is_told_so_everywhere(client, role, kind):
    if role:
        client.sign_in(an_account(role))
    for rule in forms(client.application, api=False):
        content_type, body = TOO_LARGE[kind]
        body = body.ljust(limit_of(client.application, rule) + 1, b"a") if kind == "form" else body
        answer = client.post(address(rule), data=body, content_type=content_type)
        assert (answer.status_code, SENTENCE in answer.text) == (413, True), rule.rule


@pytest.mark.parametrize("kind", ["json", "form", "anything"])
def test_a_program_that_sends_too_much_is_told_so(client, kind):
    """Where nothing is read, nothing is too large: gate and reach answer before the body is looked at."""
    content_type, body = TOO_LARGE[kind]
    for rule in forms(client.application, api=True):
        answer = client.post(address(rule), data=body, content_type=content_type)
        assert 400 <= answer.status_code < 500, rule.rule
    answer = client.post("/api/v1/leads", data=body, content_type=content_type)
    assert (answer.status_code, answer.json["code"], answer.json["message"]) == (413, "too_large", SENTENCE)


def test_a_part_of_a_form_with_files_that_is_too_large_is_told_so(client):
    data = {"text": "a" * (MOST_BYTES + 1), "photo_1": (BytesIO(b"x"), "a.jpg")}
    answer = client.post("/units/XF/leads/new", data=data)
    assert (answer.status_code, SENTENCE in answer.text) == (413, True)


# werkzeug leaves the file of a part without an end to the garbage collector
@pytest.mark.filterwarnings("ignore:Exception ignored")
def test_many_parts_and_line_ends_without_end_are_read_in_a_moment(client):
    for piece in (b"\r\n", b"--x\r\n", b"\r\n--x", b"\r", b"--x\r\n\r\n"):
        begun = time.perf_counter()
        body = b"--x\r\n" + piece * (30 * MIB // len(piece))
        assert client.post("/units/XF/leads/new", data=body, content_type=PARTS).status_code < 500
        assert time.perf_counter() - begun < 5, piece
    gc.collect()


def in_nginx(setting):
    found = re.search(rf"^\s*{setting} (\d+)([km])", NGINX, re.MULTILINE)
    assert found
    return int(found[1]) * (MIB if found[2] == "m" else 1024)


def test_nginx_lets_through_what_the_product_takes_and_says_the_same(app):
    assert in_nginx("client_max_body_size") == max(limit_of(app, rule) for rule in rules(app))
    assert NGINX.count(SENTENCE) == 2


def test_gunicorn_reads_the_addresses_that_nginx_lets_through():
    settings = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    assert in_nginx("large_client_header_buffers 4") - settings["limit_request_line"] < 3
    assert settings["limit_request_field_size"] == settings["limit_request_line"]


def test_every_form_with_a_file_says_how_large_it_may_be(app):
    """A view that reads files without saying so would refuse a photo of the usual size."""
    posting = {rule.rule for rule in rules(app) if limit_of(app, rule) > MOST_BYTES and "/api/" not in rule.rule}
    templates = Path(__file__).parents[2] / "templates"
    chosen = re.compile(r'type="file"|{{ (picture|file)\(')
    pages = [page for page in templates.rglob("*.html") if chosen.search(page.read_text())]
    at_desk_and_by_link = 1  # one page with two addresses
    assert len(posting) - at_desk_and_by_link == len([page for page in pages if page.parent.name != "parts"]) == 9


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_is_full_while_a_form_arrives_is_called_that(client, monkeypatch, number):
    """A large file is written to the disk while it is read, before anything of ours runs."""

    def no_room(*args, **kwargs):
        raise OSError(number, "no room")

    monkeypatch.setattr("werkzeug.wrappers.request.default_stream_factory", no_room)
    answer = client.post("/units/XF/leads/new", data={"photo_1": (BytesIO(b"x"), "a.jpg")})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "存储空间满了" in answer.text
