"""`python -m yiguan box`, for real: gunicorn with https on loopback, a client that trusts the box's authority alone."""

import http.client
import os
import re
import signal
import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.journeys.conftest import ROOT
from tests.sampling import sample
from yiguan import box as launcher
from yiguan.hallbox import certificates, packs


def environ(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("YIGUAN_")}
    return {**kept, "YIGUAN_INSTANCE": str(folder), "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "yiguan", *map(str, words)]


@contextmanager
def started(folder: Path, *words: object, typed: str = ""):
    """A box on loopback, and all it said until it was ready; ended by its number."""
    process = subprocess.Popen(
        command("box", *words, "--address", "127.0.0.1"),
        cwd=ROOT, env=environ(folder), text=True, bufsize=1,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    keyboard, output = process.stdin, process.stdout
    assert keyboard
    assert output
    try:
        keyboard.write(typed)
        keyboard.close()
        told = ""
        for line in output:
            told += line
            if "/box" in line:
                break
        yield told
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        output.close()


@pytest.fixture
def pack(home, tmp_path):
    blob, key = home.pack()
    path = tmp_path / "evening.box"
    path.write_bytes(blob)
    return path, key, tmp_path / "laptop"


@pytest.mark.row("OF-03")
@pytest.mark.walk
@pytest.mark.parametrize("home_app", sample(DATABASES, of=1), indirect=True)
def test_a_box_starts_with_its_key_typed_speaks_https_and_starts_again_without(pack):
    path, key, folder = pack
    with started(folder, path, typed=f"wrong\n{packs.spelt(key).lower()}\n") as told:
        assert "25 个字母和数字" in told, "the first try was no key"
        port = int(re.search(r"https://127\.0\.0\.1:(\d+)", told)[1])  # type: ignore[index]
        password = re.search(r"密码 (\S+)（只显示这一次", told)[1]  # type: ignore[index]
        assert len(password) == 14
        context = ssl.create_default_context(cafile=folder / certificates.CA)
        line = http.client.HTTPSConnection("localhost", port, timeout=10, context=context)
        line.request("GET", "/box", headers={"Host": f"127.0.0.1:{port}"})
        answer = line.getresponse()
        assert answer.status == 200
        assert "安卓手机" in answer.read().decode()
        line.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            http.client.HTTPSConnection("localhost", port, context=ssl.create_default_context()).connect()
    with started(folder, path, "--http") as told:
        assert "没有证书（HTTP=1）" in told
        assert "密码是第一次启动时给的" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "请说用哪个会场包"),
        (["no-such-file.box"], "没有找到文件"),
        ([ROOT / "Makefile"], "不是会场包"),
    ],
)
def test_what_is_no_pack_ends_in_a_sentence(tmp_path, words, said):
    done = subprocess.run(command("box", *words), cwd=ROOT, env=environ(tmp_path), capture_output=True, text=True)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr


def test_a_wrong_key_ends_in_a_sentence_and_makes_nothing(pack):
    path, _, folder = pack
    wrong = packs.new_key()
    done = subprocess.run(
        command("box", path, "--key", wrong), cwd=ROOT, env=environ(folder), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "这把钥匙打不开这个包" in done.stderr
    assert not folder.exists()


@pytest.mark.row("N08")
def test_the_evening_is_sent_from_the_terminal_too(home, a_box):
    """Nobody answers at the other end: nothing is lost, and the sentence says so."""
    box = a_box()
    folder = box.settings.instance
    done = subprocess.run(
        command("box-send", folder, "--to", "https://127.0.0.1:1"),
        cwd=ROOT, env=environ(folder), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "连不上 https://127.0.0.1:1" in done.stderr
    assert "一共签了 0 次" in done.stdout


def test_a_pack_downloaded_again_is_another_box(pack, monkeypatch):
    """Nothing is loaded over an evening that has begun."""
    path, key, _ = pack
    monkeypatch.delenv("YIGUAN_INSTANCE", raising=False)
    first, again = launcher._box_of(str(path)), launcher._box_of(str(path))
    assert first == again
    path.write_bytes(packs.seal(packs.unseal(path.read_bytes(), key), packs.code_of(path.read_bytes()), key))
    assert launcher._box_of(str(path))[0] != first[0]
