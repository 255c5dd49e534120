"""Templates compile, hold no inline script or style, reach for nothing outside, and name endpoints that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted((ROOT / "yiguan").rglob("*.py"))
BANNED = {
    "inline style": r"<style|\sstyle\s*=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "unescaped output": r"\|\s*safe\b|autoescape\s+false",
    "an address outside": r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//",
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


def test_every_rendered_template_exists():
    for path in SOURCES:
        for template in re.findall(r"render_template\(\s*[\"']([^\"']+)[\"']", path.read_text("utf-8")):
            assert (ROOT / "templates" / template).exists(), f"{name(path)} renders {template}"


def test_a_refusal_shows_back_what_people_typed_and_no_hidden_field():
    page = (ROOT / "templates/errors/page.html").read_text("utf-8")
    (listed,) = re.findall(r"set quiet = \((.*)\)", page)
    quiet = set(re.findall(r'"(\w+)"', listed))
    hidden = {found for path in TEMPLATES for found in re.findall(r'hidden\("(\w+)"', path.read_text("utf-8"))}
    typed_a_page_before = {"name", "tail"}
    assert hidden - quiet - typed_a_page_before == {"csrf_token"}
