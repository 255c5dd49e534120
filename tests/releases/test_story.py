"""The story that a snapshot of a release tells is kept up with the program."""

from tests.releases import snapshot
from yiguan.store.db import db

ON_A_BOX = {"hall_box", "box_answer", "home_code"}
"""Filled on the laptop of a hall box alone."""


def test_it_reaches_every_table(tmp_path):
    snapshot.make(tmp_path / "today")
    assert {path.stem for path in (tmp_path / "today").glob("*.jsonl")} == set(db.metadata.tables) - ON_A_BOX
