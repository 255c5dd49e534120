"""`make test`: lint, then one pytest run over SQLite, PostgreSQL and the browser.

Nothing is skipped silently: a missing program fails with instructions, and parts skipped by YIGUAN_TEST_WITHOUT are
printed at the end.
"""

import contextlib
import os
import subprocess
import sys

from tools.cluster import end_on_sigterm, throwaway_cluster
from tools.find import NotFound, find_browser
from tools.lint import failing_checks

PARTS = {"pg", "browser"}
# Tests start the program about thirty times and share its compiled files.
KEPT = {"PYTHONDONTWRITEBYTECODE": ""}
# One more than there are cores, since a story in a browser waits half of its time; each takes half a gigabyte.
WORKERS = min(os.cpu_count() or 2, 4) + 1
# In the order of tests/conftest.py: xdist would keep files of few tests for the end, and those are the long ones.
PYTEST = (sys.executable, "-m", "pytest", "-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    end_on_sigterm()
    without = set(filter(None, os.environ.get("YIGUAN_TEST_WITHOUT", "").split(",")))
    if without - PARTS:
        print(f"YIGUAN_TEST_WITHOUT knows {', '.join(sorted(PARTS))}; not {', '.join(sorted(without - PARTS))}")
        return 2
    failing = failing_checks()
    try:
        failing += _run_tests(without)
    except NotFound as error:
        print(error)
        return 2
    if without:
        print(f"未测 / NOT TESTED, as YIGUAN_TEST_WITHOUT asks: {', '.join(sorted(without))}")
    print(f"没有通过 / FAILED: {', '.join(failing)}" if failing else "全部通过 / all passed")
    return 1 if failing else 0


def _run_tests(without: set[str]) -> list[str]:
    browser = {} if "browser" in without else find_browser()
    cluster = contextlib.nullcontext("") if "pg" in without else throwaway_cluster()
    with cluster as url:
        environ = os.environ | browser | {"YIGUAN_TEST_PG_URL": url} | KEPT
        done = subprocess.run(PYTEST, stdin=subprocess.DEVNULL, env=environ)
    return ["pytest"] if done.returncode else []


if __name__ == "__main__":
    sys.exit(main())
