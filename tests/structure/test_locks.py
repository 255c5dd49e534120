"""A lock decides what is installed, wherever it is fetched from: every file by its hash, no host named."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def requirements_of(lock: Path) -> list[str]:
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_pinned_to_its_hashes(lock: Path) -> None:
    lines = requirements_of(lock)
    assert lines
    assert [
        line for line in lines if not re.match(r"[a-z0-9._-]+(\[\w+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line)
    ] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_no_python_lock_names_a_host(lock: Path) -> None:
    assert "://" not in lock.read_text("utf-8")


def test_every_input_has_a_lock() -> None:
    assert {path.stem for path in (ROOT / "requirements").glob("*.in")} == {lock.stem for lock in LOCKS}


def test_the_browser_lock_is_pinned_by_integrity_and_names_no_host() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert "node_modules/htmx.org" in fetched
    assert [name for name, entry in fetched.items() if "resolved" in entry or not entry.get("integrity")] == []


def test_the_tests_run_with_the_releases_that_run_in_production() -> None:
    run, test = (
        {line.split(" ")[0] for line in requirements_of(ROOT / f"requirements/{name}.txt")} for name in ("run", "test")
    )
    assert run <= test
