"""`make faults` takes minutes and is no test. This is its quick mode on SQLite alone and shorter still, some seconds:
so that the promise is tried at every run, and the program that proves it does not rot."""

import subprocess
import sys

from tests.bench.stage import ROOT


def test_killed_workers_and_a_killed_database_lose_nothing_and_double_nothing():
    command = [sys.executable, "-m", "tests.bench.faults", "--quick", "--on", "sqlite"]
    command += ["--workers", "4", "--databases", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LOST 0, DOUBLE 0" in done.stdout
