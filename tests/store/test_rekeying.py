"""Another key for the SQLite file: at no moment is a row lost, or a file left that neither key opens."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest

from yiguan.store import rekeying
from yiguan.store.rekeying import NotRekeyed, opens, rekey

OLD, NEW = b"o" * 32, b"n" * 32
ROWS = 20_000
AGAIN = (
    "import sys; from pathlib import Path; from yiguan.store.rekeying import rekey; rekey(Path(sys.argv[1]), %r, %r)"
)


def connect(path, key):
    connection = rekeying.opened(path, key)
    connection.execute("PRAGMA journal_mode = WAL").close()
    return connection


def rows(path, key):
    with closing(connect(path, key)) as connection:
        return connection.execute("SELECT count(*) FROM word").fetchone()[0]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "yiguan.db"
    with closing(connect(path, OLD)) as connection:
        connection.execute("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT)").close()
        connection.execute("BEGIN").close()
        connection.executemany("INSERT INTO word (text) VALUES (?)", [("线索" * 40,) for _ in range(ROWS)]).close()
        connection.execute("COMMIT").close()
    return path


def test_the_new_key_opens_every_row_and_the_old_one_none(file):
    rekey(file, OLD, NEW)
    assert (opens(file, OLD), opens(file, NEW), rows(file, NEW)) == (False, True, ROWS)
    assert [path.name for path in file.parent.iterdir()] == ["yiguan.db"]


@pytest.mark.parametrize("step", ["shutil.copyfile", "_change", "_sync"])
def test_a_full_disk_leaves_the_file_as_it_was(file, monkeypatch, step):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"yiguan.store.rekeying.{step}", full)
    with pytest.raises(NotRekeyed, match="原来的没有动"):
        rekey(file, OLD, NEW)
    assert rows(file, OLD) == ROWS
    assert not file.with_name("yiguan.db.next").exists()


def test_nothing_is_changed_while_somebody_reads_what_is_not_yet_in_the_file(file):
    with closing(connect(file, OLD)) as other:
        other.execute("BEGIN").close()
        other.execute("SELECT count(*) FROM word").fetchone()
        with closing(connect(file, OLD)) as writer:
            writer.execute("INSERT INTO word (text) VALUES ('后来')").close()
        with pytest.raises(NotRekeyed, match="还有程序在用数据库"):
            rekey(file, OLD, NEW)
    assert rows(file, OLD) == ROWS + 1


def test_a_damaged_file_is_not_rekeyed(file):
    with file.open("r+b") as raw:
        raw.seek(40_000)
        raw.write(os.urandom(200))
    before = file.read_bytes()
    with pytest.raises(NotRekeyed):
        rekey(file, OLD, NEW)
    assert file.read_bytes() == before


@pytest.mark.parametrize("after_ms", [0, 20, 60, 120, 200, 300, 450, 700])
def test_killed_at_any_moment_one_of_the_keys_opens_every_row(file, after_ms):
    words = [sys.executable, "-c", "print(1, flush=True);" + AGAIN % (OLD, NEW), str(file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as running:
        assert running.stdout
        running.stdout.readline()
        time.sleep(after_ms / 1000)
        running.send_signal(signal.SIGKILL)
    key = NEW if opens(file, NEW) else OLD
    assert rows(file, key) == ROWS
    if key == OLD:
        rekey(file, OLD, NEW)
    assert rows(file, NEW) == ROWS
