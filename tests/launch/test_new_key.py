"""`new-key` in a real installation: the files, what still runs, and a kill between two steps."""

import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from stat import S_IMODE

import pytest

from tests.launch.installations import environment, run
from tests.launch.test_key_proofs import OTHER
from tests.sampling import sample
from yiguan.rotating import ALONE, KEPT
from yiguan.secrets import NAMES, is_changeable, read_secret, write_secret
from yiguan.store import rekeying

SERVER = "import sys, wsgi; print('up', flush=True); sys.stdin.read()"


def new_key(folder, *words):
    done = run(folder, "-m", "yiguan", "new-key", *words)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@contextmanager
def a_running_server(folder):
    """A process that has loaded the application as the server does."""
    words, pipe = [sys.executable, "-c", SERVER], subprocess.PIPE
    with subprocess.Popen(words, env=environment(folder), stdin=pipe, stdout=pipe) as server:
        assert server.stdout
        assert server.stdout.readline() == b"up\n"
        yield
        server.communicate(b"")


def test_a_new_cookie_key_is_the_installations_own_from_then_on(installation):
    before = read_secret(installation, "secret_key")
    write_secret(installation, "secret_key.next", OTHER.hex())  # as a command that was killed leaves it
    assert "换好了" in new_key(installation, "secret_key")[1]
    assert read_secret(installation, "secret_key") == OTHER.hex() != before
    assert not list(installation.glob("secret_key.*"))
    assert run(installation, "-c", "import wsgi").returncode == 0


@pytest.mark.walk
@pytest.mark.parametrize("name", sample(KEPT, of=1))
def test_the_earlier_key_stays_beside_the_new_one_for_its_owner_alone(installation, name):
    before = read_secret(installation, name)
    assert f"{name} 换好了，新的编号是 " in new_key(installation, name)[1]
    assert read_secret(installation, f"{name}.1") == before != read_secret(installation, name)
    assert {S_IMODE(path.stat().st_mode) for path in installation.glob(f"{name}*")} == {0o600}
    assert run(installation, "-m", "yiguan", "audit-verify").returncode == 0
    assert run(installation, "-c", "import wsgi").returncode == 0


def test_persons_are_written_anew_only_after_everything_was_started_anew(installation):
    with a_running_server(installation):
        new_key(installation, "person_key")
        code, told = new_key(installation, "person_key", "--rewrite")
    assert (code, "请先重新启动" in told) == (1, True)
    with a_running_server(installation):
        assert new_key(installation, "person_key", "--rewrite")[0] == 0
    code, told = new_key(installation, "person_key", "--retire")
    assert (code, "删去了 person_key.1" in told) == (0, True)
    assert run(installation, "-c", "import wsgi").returncode == 0


def test_a_second_new_person_key_waits_for_the_first(installation):
    new_key(installation, "person_key")
    code, told = new_key(installation, "person_key")
    assert (code, "还没有做完" in told) == (1, True)


@pytest.mark.parametrize("kept", [True, False])
def test_killed_while_the_files_change_places_the_same_command_finishes(installation, kept):
    before = read_secret(installation, "person_key")
    write_secret(installation, "person_key.next", OTHER.hex())
    if kept:
        (installation / "person_key.1").hardlink_to(installation / "person_key")
    assert new_key(installation, "person_key")[0] == 0
    assert read_secret(installation, "person_key.1") == before
    assert not (installation / "person_key.2").exists()
    assert read_secret(installation, "person_key") == OTHER.hex()


@pytest.mark.walk
@pytest.mark.parametrize("name", sample(ALONE, of=1))
def test_some_keys_are_replaced_only_while_nothing_else_runs(installation, name):
    before = read_secret(installation, name)
    with a_running_server(installation):
        code, told = new_key(installation, name)
    assert (code, "请先停下它们" in told) == (1, True)
    assert read_secret(installation, name) == before
    assert new_key(installation, name)[0] == 0


@pytest.mark.walk
@pytest.mark.parametrize("name", sample(["index_key", "seal_key"], of=1))
def test_killed_after_the_proof_was_stored_the_same_command_finishes(installation, name):
    before = read_secret(installation, name)
    new_key(installation, name)
    (installation / name).replace(installation / f"{name}.next")
    (installation / f"{name}.1").replace(installation / name)
    refused = run(installation, "-c", "import wsgi")
    assert (refused.returncode, f"请运行 python -m yiguan new-key {name}" in refused.stderr) == (1, True)
    assert new_key(installation, name)[0] == 0
    assert read_secret(installation, f"{name}.1") == before
    assert run(installation, "-c", "import wsgi").returncode == 0


def test_killed_when_the_new_database_is_in_place_the_same_command_finishes(installation):
    new_key(installation, "database_key")
    (installation / "database_key").replace(installation / "database_key.next")
    (installation / "database_key.1").replace(installation / "database_key")
    refused = run(installation, "-c", "import wsgi")
    assert (refused.returncode, "请运行 python -m yiguan new-key database_key" in refused.stderr) == (1, True)
    assert new_key(installation, "database_key")[0] == 0
    assert run(installation, "-m", "yiguan", "audit-verify").returncode == 0


def test_a_database_that_got_no_new_key_starts_with_the_one_it_has(installation):
    before = read_secret(installation, "database_key")
    with closing(rekeying.opened(installation / "yiguan.db", bytes.fromhex(before))) as reader:
        reader.execute("BEGIN").close()
        reader.execute("SELECT count(*) FROM key_proof").fetchone()
        code, told = new_key(installation, "database_key")
    assert (code, "还有程序在用数据库" in told) == (1, True)
    assert read_secret(installation, "database_key") == before
    assert run(installation, "-c", "import wsgi").returncode == 0
    assert new_key(installation, "database_key")[0] == 0


def test_keys_in_a_folder_of_their_own_are_replaced_there(installation, tmp_path):
    apart = tmp_path / "keys"
    apart.mkdir(mode=0o700)
    for name in NAMES:
        (installation / name).replace(apart / name)
    done = run(installation, "-m", "yiguan", "new-key", "person_key", keys=apart)
    assert "person_key 换好了" in done.stdout
    assert (apart / "person_key.1").exists()
    assert run(installation, "-c", "import wsgi", keys=apart).returncode == 0


def test_a_key_that_cannot_change_its_file_is_not_replaced(installation, monkeypatch):
    def read_only(*paths):
        raise OSError(18, "Invalid cross-device link")

    assert is_changeable(installation / "code_key")
    monkeypatch.setattr(Path, "hardlink_to", read_only)
    assert not is_changeable(installation / "code_key")
