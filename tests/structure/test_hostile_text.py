"""Nobody's text occupies a server for long: every regular expression of the product, and every reader of text."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # typed nowhere; the parser that compiles them

import pytest

import yiguan
from tests.sampling import sample
from yiguan.base import codes, text
from yiguan.base.rows import flatten, nest
from yiguan.documents import tables
from yiguan.people.privacy.patterns import find_personal, mask_ids
from yiguan.registrations import lines

LONG = 20_000
MOST_S = 0.5
"""Linear time takes milliseconds, quadratic time two seconds and more."""
FOR_CATEGORY = {"digit": "7", "space": " ", "word": "a"}


def modules():
    for found in pkgutil.walk_packages(yiguan.__path__, "yiguan."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns() -> dict[str, re.Pattern[str]]:
    """Those that modules hold by a name or in a table, and those written where they are used."""
    found: dict[str, re.Pattern[str]] = {}
    for module in modules():
        for value in list(vars(module).values()):
            held = value.values() if isinstance(value, dict) else [value]
            found |= {one.pattern: one for one in held if isinstance(one, re.Pattern) and isinstance(one.pattern, str)}
        found |= {written: re.compile(written) for written in _written_in(Path(str(module.__file__)))}
    return found


def _written_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).startswith("re."):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def alphabet(pattern: str) -> list[str]:
    """A character for each literal, range and category of the pattern."""
    found: dict[str, None] = {}

    def walk(item: object) -> None:
        if isinstance(item, tuple) and len(item) == 2 and item[0] in (_constants.LITERAL, _constants.NOT_LITERAL):
            found[chr(item[1])] = None
        elif isinstance(item, tuple) and len(item) == 2 and item[0] is _constants.RANGE:
            found[chr(item[1][0])] = None
        elif isinstance(item, tuple) and len(item) == 2 and item[0] is _constants.CATEGORY:
            found[next((c for name, c in FOR_CATEGORY.items() if name in str(item[1]).lower()), "a")] = None
        elif isinstance(item, (list, tuple, _parser.SubPattern)):
            for part in item:
                walk(part)

    walk(_parser.parse(pattern))
    return [*found] or ["a"]


def hostile(pattern: str) -> list[str]:
    """Long repetitions of what the pattern knows, alone and in pairs, that do not match in the end."""
    known = sample(alphabet(pattern), of=8)
    pieces = [*known, *(a + b for a in known for b in known if a != b), "".join(known), " "]
    return [piece * (LONG // len(piece)) + "\x00" for piece in pieces]


PATTERNS = patterns()


def seconds(does, given) -> float:
    """Of the processor: a busy machine takes longer by the clock."""
    begun = time.thread_time()
    does(given)
    return time.thread_time() - begun


@pytest.mark.parametrize("pattern", [*PATTERNS], ids=lambda pattern: pattern[:30])
def test_no_regular_expression_takes_quadratic_time(pattern):
    compiled = PATTERNS[pattern]
    for given in hostile(pattern):
        for does in (compiled.fullmatch, compiled.findall):
            assert seconds(does, given) < MOST_S, f"{given[:10]!r}…"


def test_the_walk_above_finds_what_it_looks_for():
    slow = re.compile(r"\s*[,，]\s*")
    assert any(seconds(slow.findall, given) > MOST_S for given in hostile(slow.pattern))
    assert len(PATTERNS) > 20
    assert tables.SEPARATOR.pattern in PATTERNS


READERS = {
    "clean": lambda given: text.clean(given, lines=False),
    "clean lines": lambda given: text.clean(given, lines=True),
    "key": text.key_of,
    "code": lambda given: codes.read_code(given, codes.CROCKFORD),
    "personal": find_personal,
    "ids": mask_ids,
    "guests": lines.rows_of,
    "guests' cells": lines._cells,
    "file": lambda given: _unreadable_or_not(given.encode()),
    "form": lambda given: nest({given: given, "a-0-b": given}),
    "errors": lambda given: flatten({"a": {0: {"b": given}}}, {"a-0-b": given}),
}
TEXTS = {
    "blanks": "a" + " " * LONG * 5 + "b，c",
    "marks": "a" + "\u0315" * LONG * 5 + "\u0323" * LONG * 5,
    "marks that are two": "\u0f73" * LONG * 5,
    "half-width marks": "\uff76" + "\uff9e\u0315\u0323" * LONG,
    "letters that are eighteen": "\ufdfa" * LONG,
    "addresses": "1单元" * LONG,
    "numbers": "13800001234 " * LONG,
    "cards": "1234 " * LONG,
    "line ends": "\r\n" * LONG * 5,
    "commas": "，" * LONG * 5,
    "names": "李秀英\n" * LONG,
    "quotes": '"' * LONG * 5,
}


def _unreadable_or_not(data: bytes) -> None:
    try:
        lines.lines_of(data)
    except tables.Unreadable:
        return


@pytest.mark.parametrize("reader", [*READERS])
@pytest.mark.parametrize("kind", [*TEXTS])
def test_no_reader_of_text_takes_long(reader, kind):
    assert seconds(READERS[reader], TEXTS[kind]) < 4 * MOST_S
