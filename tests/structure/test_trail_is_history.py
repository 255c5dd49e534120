"""The trail is read for histories only: whatever the program decides by is a column or a row."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "yiguan"
HISTORIES = {"workflow/history.py", "administration/words.py", "administration/trail_search.py"}
"""Where the names of acts are turned into words for people."""


def reads_an_acts_name(path: Path) -> bool:
    """Whether the module looks at `.act` of an entry, or filters entries by it."""
    tree = ast.parse(path.read_text("utf-8"))
    uses_trail = any(
        isinstance(node, ast.ImportFrom) and node.module in ("yiguan.audit.models", "yiguan.audit.queries")
        for node in ast.walk(tree)
    )
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ("act", "after")]
    return uses_trail and any(
        isinstance(node.value, ast.Name) and node.value.id in ("AuditEntry", "entry") for node in named
    )


def test_no_module_outside_audit_and_histories_reads_the_name_of_an_act():
    guilty = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if reads_an_acts_name(path)}
    assert {name for name in guilty if not name.startswith("audit/")} - HISTORIES == set()
