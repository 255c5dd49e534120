"""The glossary and the code speak one language."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from yiguan.base.labels import Labelled

ROOT = Path(__file__).parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TERMS = dict(re.findall(r"^\| ([^|`]+?) \| `(\w+)` \|", GLOSSARY, re.M))
STATES = sorted((ROOT / "yiguan").glob("*/states.py"))
BELOW = ("base", "store", "web")  # no word of the domain
SLICES = sorted(path.parent.name for path in (ROOT / "yiguan").glob("*/__init__.py") if path.parent.name not in BELOW)


def choices_of(states: Path) -> Iterator[str]:
    module = import_module(f"yiguan.{states.parent.name}.states")
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, Labelled) and found.__module__ == module.__name__:
            yield found.__name__


@pytest.mark.parametrize("states", STATES, ids=lambda states: states.parent.name)
def test_every_list_of_choices_has_a_chinese_term(states: Path) -> None:
    assert set(choices_of(states)) <= set(TERMS.values())


@pytest.mark.parametrize("slice_", SLICES)
def test_every_slice_is_called_as_the_glossary_calls_it(slice_: str) -> None:
    name = re.match(r'"""([\u4e00-\u9fff]+)', (ROOT / "yiguan" / slice_ / "__init__.py").read_text("utf-8"))
    assert name, f"yiguan/{slice_}/__init__.py does not begin with its Chinese name"
    assert name[1] in TERMS


def test_every_identifier_of_the_glossary_is_in_the_code() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "yiguan").rglob("*.py"))
    known = set(re.findall(r"\w+", code)) | set(SLICES)
    assert sorted(set(TERMS.values()) - known) == []


def test_no_chinese_term_means_two_things() -> None:
    terms = re.findall(r"^\| ([^|`]+?) \| `\w+` \|", GLOSSARY, re.M)
    assert len(terms) == len(set(terms))
