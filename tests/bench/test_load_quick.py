"""`make load` takes half an hour and is no test. These are its parts on SQLite alone, as short as they can be: nobody
is refused, lost or counted twice, every arrival is seen; how fast that was, a busy machine may decide."""

import subprocess
import sys

from tests.bench.stage import ROOT

SPEED = ("p95 of the POST", "seconds until", "of that at")


def missed(*command: str) -> list[str]:
    """What was missed of the figures that do not depend on the machine."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.stdout.count("target"), done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if "MISSED" in line]
    return [line for line in lines if not any(word in line for word in SPEED)]


def test_a_hall_a_desk_and_forty_screens_lose_nobody_and_refuse_nobody():
    assert missed("tests.bench.load", "--quick", "--on", "sqlite", "--only", "hall", "desk", "screens") == []


def test_ten_thousand_check_ins_are_filled_in_and_measured():
    assert missed("tests.bench.growth", "--quick", "--on", "sqlite") == []
