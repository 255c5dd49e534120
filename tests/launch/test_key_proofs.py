"""A wrong key is refused by name, at the start and by `check`, before anything is written under it."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.people import a_resident
from tests.journeys.conftest import ROOT
from yiguan import keeping
from yiguan.base.crypto import TamperedError
from yiguan.check import check
from yiguan.secrets import NAMES, ensure_secrets, read_secret, write_secret
from yiguan.settings import enter, leave, settings
from yiguan.store import key_proofs
from yiguan.store.db import db
from yiguan.store.key_proofs import KEYS
from yiguan.store.models import KeyProof

OTHER = b"another key, of somebody else's."


@pytest.fixture
def proven(app):
    key_proofs.keep(settings().keys)
    db.session.commit()


@pytest.mark.parametrize("name", NAMES)
def test_each_key_is_proven_and_a_wrong_one_is_named(app, proven, name):
    assert key_proofs.wrong(settings().keys) == []
    assert key_proofs.wrong(replace(settings().keys, **{KEYS[name]: OTHER})) == [name]


def test_check_says_which_key_is_wrong(app, proven, capsys):
    before = enter(replace(settings(), keys=replace(settings().keys, code=OTHER)))
    check(app)
    leave(before)
    assert "✗ 密钥和这个数据库对得上：code_key" in capsys.readouterr().out


def test_a_proof_that_is_there_is_not_replaced_by_that_of_a_wrong_key(app, proven):
    key_proofs.keep(replace(settings().keys, seal=OTHER))
    assert key_proofs.wrong(settings().keys) == []


def test_no_proof_tells_the_key(app, proven):
    kept = {one.name: one.proof for one in db.session.query(KeyProof)}
    assert not set(kept.values()) & set(vars(settings().keys).values())
    assert len(set(kept.values())) == len(NAMES)


@pytest.mark.parametrize(("key", "fault"), [("person", TamperedError), ("index", key_proofs.WrongKey)])
def test_the_keys_of_an_earlier_release_are_tried_on_a_row_before_they_are_believed(app, key, fault):
    a_resident("李秀英")
    before = enter(replace(settings(), keys=replace(settings().keys, **{key: OTHER})))
    try:
        with pytest.raises(fault):
            keeping._try_on_rows()
    finally:
        leave(before)


@pytest.fixture
def installed(tmp_path) -> Path:
    folder: Path = tmp_path / "instance"
    ensure_secrets(folder)
    assert run(folder, "-m", "yiguan", "migrate").returncode == 0
    return folder


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("YIGUAN_")}
    env = kept | {"YIGUAN_INSTANCE": str(folder), "YIGUAN_MODE": "demo", "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", ["person_key", "database_key"])
def test_server_and_worker_do_not_start_under_a_wrong_key(installed, name):
    (installed / name).unlink()
    write_secret(installed, name, OTHER.hex())
    for words in (("-c", "import wsgi"), ("-m", "yiguan", "worker"), ("-m", "yiguan", "migrate")):
        done = run(installed, *words)
        assert done.returncode == 1
        assert f"密钥 {name} 不是这个数据库原来的那一把，没有启动" in done.stderr


def test_a_new_cookie_key_is_the_installations_own_from_then_on(installed):
    before = read_secret(installed, "secret_key")
    write_secret(installed, "secret_key.next", OTHER.hex())  # as a command that was killed leaves it
    done = run(installed, "-m", "yiguan", "new-key", "secret_key")
    assert "换好了" in done.stdout, done.stderr
    assert read_secret(installed, "secret_key") == OTHER.hex() != before
    assert run(installed, "-c", "import wsgi").returncode == 0
