"""Installations in a folder of their own, and commands of the program there."""

import os
import subprocess
import sys
from pathlib import Path

from tests.journeys.conftest import ROOT


def environment(folder: Path, keys: Path | None = None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("YIGUAN_")}
    apart = {"YIGUAN_KEYS": str(keys)} if keys else {}
    return kept | apart | {"YIGUAN_INSTANCE": str(folder), "YIGUAN_MODE": "demo", "PYTHONPATH": str(ROOT)}


def run(folder: Path, *words: str, keys: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = environment(folder, keys)
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
