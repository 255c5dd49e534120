"""A backup is made while the product writes, holds no key, and answers the same numbers once it is restored."""

import argparse
import shutil
import subprocess
import threading
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import func, select

from tests.conftest import DATABASES, MIGRATIONS, test_settings
from tests.releases import snapshot, story
from yiguan import backup
from yiguan.app import create_app
from yiguan.audit import heads, restoring, verify
from yiguan.audit.jobs import anchor, seal
from yiguan.home import service as home
from yiguan.home.models import Feedback
from yiguan.people import vault
from yiguan.people.models import Person
from yiguan.secrets import NAMES
from yiguan.settings import settings
from yiguan.store.db import db, transaction


@pytest.fixture(scope="module", params=DATABASES)
def district(request, tmp_path_factory):
    """A district after one matter, with two files, sealed and anchored."""
    folder = tmp_path_factory.mktemp("original")
    snapshot.lay_keys(folder, snapshot.KEYS)
    app = create_app(test_settings(folder, request.param, "backup_original"))
    with app.app_context():
        flask_migrate.upgrade(MIGRATIONS)
    story.play(app)
    (app.settings.uploads / "ab" / "cd").mkdir(parents=True, exist_ok=True)
    (app.settings.uploads / "ab" / "cd" / f"abcd{'0' * 60}.jpg").write_bytes(b"a picture")
    (app.settings.uploads / "ab" / "cd" / ".half.part").write_bytes(b"half of one")
    yield app
    close(app)


def close(app):
    with app.app_context():
        db.engine.dispose()
        db.engines["write"].dispose()


def made(folder) -> int:
    return backup.backup(argparse.Namespace(folder=folder))


def everything() -> dict[str, list[tuple[object, ...]]]:
    tables = db.metadata.sorted_tables
    return {
        table.name: [tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))]
        for table in tables
    }


def restored(district, copy: Path, folder: Path):
    """As docs/operating.md says: the keys from where they are kept, the database, the files."""
    folder.mkdir()
    snapshot.lay_keys(folder, snapshot.KEYS)
    shutil.copy(district.settings.instance / heads.FILE, folder)
    shutil.copytree(copy / "uploads", folder / "uploads")
    chosen = test_settings(folder, "sqlite" if district.settings.sqlite else "postgresql", "backup_restored")
    if chosen.sqlite:
        shutil.copy(copy / "backup_original.db", folder / "backup_restored.db")
    else:
        address = chosen.database_url.replace("+psycopg", "")
        options = ["--exit-on-error", "--single-transaction", f"--dbname={address}"]
        subprocess.run(["pg_restore", *options, copy / "yiguan.dump"], check=True, capture_output=True)
    return create_app(chosen)


@pytest.mark.row("AD-04")
def test_a_restored_copy_answers_the_same_and_its_chain_goes_on(district, tmp_path, capsys):
    with district.app_context():
        before = everything()
        assert made(tmp_path / "monday") == 0
        with transaction():
            home.leave_feedback(text="备份以后才写的", name="林素珍", phone="13800005566")
        with transaction():
            seal()
        with transaction():
            anchor()
    assert "密钥、seal_heads 和 erased 不在里面" in capsys.readouterr().out
    app = restored(district, tmp_path / "monday", tmp_path / "new")
    with app.app_context():
        assert everything() == before
        person = db.session.scalars(select(Person).where(Person.name.is_not(None)).limit(1)).one()
        assert vault.name_of(person)
        assert "记下了" in restoring.note(settings(), "磁盘坏了")
        assert verify.verify(settings()) == []
    assert stored(app) == stored(district)
    close(app)


def stored(app) -> set[str]:
    """The uploaded files; what an upload left unfinished is none."""
    return {path.name for path in app.settings.uploads.rglob("*") if path.suffix not in ("", ".part")}


def test_a_copy_made_while_somebody_writes_has_whole_transactions(district, tmp_path):
    begun, stop = threading.Event(), threading.Event()

    def write():
        with district.app_context():
            while not stop.is_set():
                with transaction():
                    home.leave_feedback(text="写着写着", name="", phone="")
                    db.session.flush()
                    home.leave_feedback(text="写着写着", name="", phone="")
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(20)
    with district.app_context():
        assert made(tmp_path / "tuesday") == 0
    stop.set()
    writer.join(20)
    app = restored(district, tmp_path / "tuesday", tmp_path / "new")
    with app.app_context():
        written = db.session.scalar(select(func.count()).where(Feedback.text == "写着写着")) or 0
        assert written > 0
        assert written % 2 == 0
    close(app)


def test_no_key_is_in_a_backup(district, tmp_path):
    with district.app_context():
        assert made(tmp_path / "wednesday") == 0
    files = [path for path in (tmp_path / "wednesday").rglob("*") if path.is_file()]
    keys = [bytes.fromhex(key) for key in snapshot.KEYS.values()]
    assert not {path.name for path in files} & {*NAMES, heads.FILE, "erased"}
    held = b"".join(path.read_bytes() for path in files)
    assert not [key for key in keys if key in held or key.hex().encode() in held]
    assert {path.stat().st_mode & 0o077 for path in files if path.suffix in (".db", ".dump")} == {0}


def test_a_folder_that_is_there_is_not_touched(district, tmp_path, capsys):
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "kept").write_text("kept")
    with district.app_context():
        assert made(tmp_path / "old") == 1
    assert "没有动它" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "old").iterdir()] == ["kept"]


def test_a_failed_backup_leaves_nothing(district, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    if district.settings.sqlite:
        (tmp_path / "file").write_text("no folder")
    with district.app_context():
        assert made(tmp_path / "file" / "copy") == 1
    assert "没有备份" in capsys.readouterr().out
    assert not [path for path in tmp_path.rglob("*") if path.name != "file"]
