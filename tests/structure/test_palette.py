"""The sheets keep their promises: contrast for old eyes, elder sizes, a weight that a slow line carries."""

import gzip
import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
SHEET = (CSS / "yiguan.css").read_text(encoding="utf-8")
WHITE = "#ffffff"
# Text and the ground it stands on, wherever the sheets put one on the other.
PAIRS = [
    *((text, ground) for text in ("ink", "ink-2", "ink-3") for ground in ("paper", "card", "copper-50")),
    *(("copper-700", ground) for ground in ("paper", "card", "copper-50")),
    *(("copper-800", ground) for ground in ("card", "copper-50", "copper-100")),
    ("patina-800", "patina-100"), ("patina-800", "paper"), ("patina-800", "card"), ("ink", "patina-100"),
    ("copper-700", "patina-100"), ("seal-700", "seal-100"), ("seal-700", "card"), ("seal-700", "copper-50"),
    ("amber-800", "amber-100"), ("ink-2", "shade"), ("card", "copper-700"), ("card", "copper-800"),
    ("night-ink", "night"), ("night-ink", "night-2"), ("night-ink-2", "night"), ("night-ink-2", "night-2"),
    ("glow", "night"), ("copper-200", "night"),
]  # fmt: skip
# Edges of fields and the dots of the trail: not text, 3 : 1 is enough.
SHAPES = [("edge", "card"), ("edge", "copper-50"), ("patina-700", "card"), ("copper-700", "copper-100")]


def tokens(selector: str) -> dict[str, str]:
    """The colours a rule names, as six hexadecimal digits."""
    rule = re.search(rf"^{re.escape(selector)} \{{(.*?)\}}", SHEET, re.S | re.M)
    assert rule, f"no rule {selector}"
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", rule[1])
    return {name: colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:]) for name, colour in found}


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    """WCAG 2.1 contrast ratio, 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


PLAIN = tokens(":root")
ELDER = PLAIN | tokens("html.elder")


def test_the_ratio_is_the_known_one():
    assert contrast(WHITE, "#000000") == pytest.approx(21)
    assert contrast(WHITE, "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("palette", [PLAIN, ELDER], ids=["plain", "elder"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(palette: dict[str, str], text: str, ground: str):
    assert contrast(palette[text], palette[ground]) >= 4.5


@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_a_shape_can_be_told_from_its_ground(shape: str, ground: str):
    assert contrast(PLAIN[shape], PLAIN[ground]) >= 3


@pytest.mark.row("AE-01")
def test_the_elder_mode_has_no_text_below_18_px_and_no_target_below_60():
    rule = re.search(r"html\.elder \{(.*?)\}", SHEET, re.S)
    assert rule
    root_px = 16 * float(re.search(r"font-size: ([\d.]+)%", rule[1])[1]) / 100  # type: ignore[index]
    sizes = dict(re.findall(r"--(small|fine|tap|tap-small): ([\d.]+)rem", rule[1]))
    assert root_px * float(sizes["small"]) >= 18
    assert root_px * float(sizes["fine"]) >= 18
    assert root_px * min(float(sizes["tap"]), float(sizes["tap-small"])) >= 60


def test_no_sheet_sets_text_smaller_than_the_tokens_allow():
    for sheet in ("yiguan.css", "work.css"):
        text = (CSS / sheet).read_text(encoding="utf-8")
        sizes = re.findall(r"font(?:-size)?:[^;}]*?(\d*\.\d+|\d+)rem", text)
        assert all(float(size) >= 0.9 for size in sizes), sheet


@pytest.mark.row("AE-04")
def test_no_sheet_leans_on_what_an_old_webview_lacks():
    sheets = "".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css"))
    bare = re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)
    assert not re.search(r":has\(|:is\(|:where\(|\binset:|[^-]aspect-ratio:|[^-]\bgap:", bare)


def test_the_sheet_of_a_phone_page_stays_under_ten_kilobytes():
    assert len(gzip.compress(SHEET.encode())) <= 10_000
