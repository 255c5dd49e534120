"""States change in one place, and never without their row in the trail."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2] / "yiguan"


def test_no_slice_assigns_a_state_by_itself():
    assigned = re.compile(r"\.state\s*=(?!=)")
    guilty = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py") if assigned.search(path.read_text("utf-8"))]
    assert [name for name in guilty if not name.startswith("audit/")] == []
