"""A group of states has one name, in the states.py of the slice whose states they are; the others import it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "yiguan").glob("*/**/*.py"))


def of_other_slices(tree: ast.Module, slice_: str) -> set[str]:
    """The names under which a module knows states of other slices and groups of them: MeetingState, M, HELD."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and re.fullmatch(rf"yiguan\.(?!{slice_}\.)\w+\.states", node.module or ""):
            module = import_module(node.module or "")
            names |= {alias.asname or alias.name for alias in node.names if is_state(getattr(module, alias.name))}
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in names:
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return names


def is_state(value: object) -> bool:
    """An enum of states or a group of its members; roles, kinds and doors are none."""
    kind = type(value[0]) if isinstance(value, tuple) and value else value
    return isinstance(kind, type) and kind.__name__.endswith("State")


def groups_in(source: str, slice_: str) -> Iterator[str]:
    """Tuples, lists and sets with two or more states of another slice, or with one of its groups and a state more."""
    tree = ast.parse(source)
    names = of_other_slices(tree, slice_)
    for node in ast.walk(tree):
        items = node.elts if isinstance(node, (ast.Tuple, ast.List, ast.Set)) else []
        if sum(is_of(item, names) for item in items) > 1:
            yield f"{ast.unparse(node)}, line {items[0].lineno}"


def is_of(item: ast.expr, names: set[str]) -> bool:
    """`MeetingState.OPEN`, or `*HELD`."""
    held = item.value if isinstance(item, (ast.Attribute, ast.Starred)) else None
    return isinstance(held, ast.Name) and held.id in names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_no_slice_copies_a_group_of_another_slices_states(path: Path) -> None:
    assert list(groups_in(path.read_text("utf-8"), path.relative_to(ROOT).parts[1])) == []


@pytest.mark.parametrize(
    "copy",
    [
        "ON = [MeetingState.OPEN, MeetingState.ENDED]",
        "M = MeetingState\nON = {M.OPEN, M.ENDED}",
        "over = meeting.state in (*HELD, MeetingState.CANCELLED)",
    ],
)
def test_a_copied_group_is_found(copy: str) -> None:
    source = f"from yiguan.meetings.states import HELD, MeetingState\n{copy}"
    assert len(list(groups_in(source, "home"))) == 1
    assert list(groups_in(source, "meetings")) == []


def test_one_state_beside_other_things_is_no_group() -> None:
    source = "from yiguan.meetings.states import MeetingState\nanswer = (person, MeetingState.OPEN, Result.OK)"
    assert list(groups_in(source, "home")) == []
