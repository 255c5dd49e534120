"""Templates compile, hold no inline script or style, reach for nothing outside, and name endpoints that exist."""

import ast
import re
from contextlib import suppress
from pathlib import Path

import pytest
from werkzeug.routing import RequestRedirect

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "yiguan").rglob("*.py"))
SPELL = ("todo.py", "notices.py", "story.py", "wording.py")
BANNED = {
    "inline style": r"<style|\sstyle\s*=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "unescaped output": r"\|\s*safe\b|autoescape\s+false",
    "an address outside": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
    "an address spelt out": r"(?:href|action)=\"/[a-zA-Z]",
    "blocked zoom": r"user-scalable\s*=\s*no|maximum-scale",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_compiles_and_holds_nothing_banned(real_app, path):
    text = path.read_text("utf-8")
    real_app.jinja_env.get_template(str(path.relative_to(ROOT / "templates")))
    for what, pattern in BANNED.items():
        assert not re.search(pattern, text, re.IGNORECASE), f"{name(path)}: {what}"


def test_no_python_marks_text_as_safe():
    for path in SOURCES:
        assert not re.search(r"\bMarkup\(|render_template_string", path.read_text("utf-8")), name(path)


def test_every_endpoint_named_anywhere_exists(real_app):
    known = {rule.endpoint for rule in real_app.url_map.iter_rules()}
    local = {endpoint.partition(".")[2] for endpoint in known}
    for path in [*TEMPLATES, *SOURCES]:
        for endpoint, joined in re.findall(r"url_for\(\s*f?[\"']([\w.\-]+)[\"'{](\s*~)?", path.read_text("utf-8")):
            names, wanted = (local, endpoint[1:]) if endpoint.startswith(".") else (known, endpoint)
            whole = not joined and not endpoint.endswith("_")
            assert wanted in names if whole else any(n.startswith(wanted) for n in names), f"{name(path)}: {endpoint}"


def test_every_address_spelt_out_in_a_slice_exists(real_app):
    """Tasks, menus, notices and stories are made where no request is, so they spell their addresses."""
    there = real_app.url_map.bind("localhost")
    spelt = {address for path in SOURCES if path.name in SPELL for address in addresses_in(path)}
    assert len(spelt) >= 20
    for address in sorted(spelt):
        with suppress(RequestRedirect):  # to the same address with a slash
            assert there.match(address, method="GET"), address


def addresses_in(path):
    """Each string that begins like an address, with 11111 (a code and a number) in place of what is put in."""
    tree = ast.parse(path.read_text("utf-8"))
    inner = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node] if node not in inner else []
        words = [str(part.value) if isinstance(part, ast.Constant) else "11111" for part in parts]
        if re.match(r"/[a-z]", "".join(words)):
            yield "".join(words).partition("?")[0]


def test_every_rendered_template_exists():
    for path in SOURCES:
        for template in re.findall(r"render_template\(\s*[\"']([^\"']+)[\"']", path.read_text("utf-8")):
            assert (ROOT / "templates" / template).exists(), f"{name(path)} renders {template}"


def test_every_form_of_the_staff_carries_the_token_of_its_page():
    """The test client adds it by itself, so no other test would miss it."""
    posting = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
    staff = [path for path in TEMPLATES if re.search(r'extends "shells/(bench|desk)', path.read_text("utf-8"))]
    forms = [(name(path), form) for path in staff for form in posting.findall(path.read_text("utf-8"))]
    assert len(forms) > 40
    assert [where for where, form in forms if "csrf()" not in form] == []


def test_a_refusal_shows_back_what_people_typed_and_no_hidden_field():
    page = (ROOT / "templates/errors/page.html").read_text("utf-8")
    (listed,) = re.findall(r"set quiet = \((.*)\)", page)
    quiet = set(re.findall(r'"(\w+)"', listed))
    hidden = {found for path in TEMPLATES for found in re.findall(r'hidden\("(\w+)"', path.read_text("utf-8"))}
    typed_a_page_before = {"name", "tail", "words"}
    assert hidden - quiet - typed_a_page_before == {"csrf_token"}
