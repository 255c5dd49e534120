"""One place writes rows of check_in: `yiguan/attendance/ledger`."""

import ast
from collections.abc import Iterator
from pathlib import Path

YIGUAN = Path(__file__).parents[2] / "yiguan"
LEDGER = YIGUAN / "attendance" / "ledger"
WAYS = ("insert", "insert_into", "postgresql", "sqlite")


def writers(tree: ast.Module) -> Iterator[str]:
    """What a module that names CheckIn does to put a row into its table."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "CheckIn":
            yield "CheckIn()"
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "yiguan.store")):
            yield from (name.name for name in node.names if name.name in WAYS)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "INTO check_in" in node.value:
            yield "INSERT INTO check_in"


def names_check_in(path: Path) -> bool:
    return "CheckIn" in {node.id for node in ast.walk(tree_of(path)) if isinstance(node, ast.Name)}


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_only_the_ledger_inserts_into_check_in() -> None:
    others = [path for path in YIGUAN.rglob("*.py") if LEDGER not in path.parents and names_check_in(path)]
    found = {str(path.relative_to(YIGUAN)): list(writers(tree_of(path))) for path in others}
    assert {path: how for path, how in found.items() if how} == {}


def test_the_ledger_does() -> None:
    assert "postgresql" in list(writers(tree_of(LEDGER / "rows.py")))
