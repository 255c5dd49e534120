"""docs/controls.md names tests; each exists under that name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.findall(r"`([a-z_/0-9]+\.py)::(test_\w+)`", (ROOT / "docs" / "controls.md").read_text("utf-8"))


def test_every_control_is_told_about():
    told = (ROOT / "docs" / "controls.md").read_text("utf-8")
    assert re.findall(r"^\| (DB-\d\d|V\d+) ", told, re.MULTILINE) == [
        *(f"DB-{n:02}" for n in range(1, 27)),
        *(f"V{n}" for n in range(1, 18)),
    ]


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_named_by_a_control_exists(file, name):
    assert f"def {name}(" in (ROOT / "tests" / file).read_text("utf-8")
