"""Server and worker live and end together; the address in demo.json is the one that answers now."""

import json
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from yiguan import launch

SLEEPING = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILING = [sys.executable, "-c", "raise SystemExit(3)"]


def test_when_the_worker_dies_the_server_is_ended_too_and_the_exit_code_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    children = {"服务": subprocess.Popen(SLEEPING), "后台任务": subprocess.Popen(FAILING)}
    assert launch._watch(children, threading.Event()) == 1
    launch._end(children)
    assert children["服务"].returncode != 0
    assert "后台任务自己停止了（代码 3）" in capsys.readouterr().err


def test_a_signal_ends_both_and_is_no_failure() -> None:
    children, stop = {"服务": subprocess.Popen(SLEEPING), "后台任务": subprocess.Popen(SLEEPING)}, threading.Event()
    stop.set()
    assert launch._watch(children, stop) == 0
    launch._end(children)
    assert all(child.poll() is not None for child in children.values())


def test_a_taken_port_is_passed_over() -> None:
    with launch.open_door("127.0.0.1") as first, launch.open_door("127.0.0.1") as second:
        assert second.getsockname()[1] > first.getsockname()[1] >= launch.FIRST_PORT


def test_demo_json_follows_the_address_and_is_for_its_owner_only(tmp_path: Path) -> None:
    old, new = "http://127.0.0.1:8000", "http://192.168.1.7:8001"
    path = tmp_path / "demo.json"
    made = {"base_url": old, "open_meeting": {"hall_url": f"{old}/hall/ABCDE"}}
    launch._remember(path, made, old)
    moved = launch._remember(path, None, new)
    assert moved == json.loads(path.read_text("utf-8"))
    assert moved == {"base_url": new, "open_meeting": {"hall_url": f"{new}/hall/ABCDE"}}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_installation_without_a_sample_has_nothing_to_remember(tmp_path: Path) -> None:
    assert launch._remember(tmp_path / "demo.json", None, "http://127.0.0.1:8000") == {}
    assert list(tmp_path.iterdir()) == []
