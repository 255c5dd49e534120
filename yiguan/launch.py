"""`python -m yiguan run`: installs and serves the whole product on one machine."""

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import qrcode

from yiguan import keeping
from yiguan.app import create_app
from yiguan.sample import load_if_empty
from yiguan.secrets import ensure_secrets

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
START_SECONDS = 60
Children = dict[str, subprocess.Popen[bytes]]


@dataclass(frozen=True)
class Tls:
    """The files with which the server itself serves https, and the authority that issued the certificate."""

    certificate: Path
    key: Path
    authority: Path


def launch(lan: bool, *, reload: bool = False) -> int:
    """Prepares what is missing, runs server and worker until Ctrl-C or SIGTERM, and returns the exit code.

    The code is 0 after a signal, and 1 when one of the two ended by itself, after which the other is ended too. `lan`
    listens on every address of the machine, so that phones can scan; `reload` reloads changed source files.
    """
    folder = Path(os.environ.setdefault("YIGUAN_INSTANCE", "instance"))
    os.environ.setdefault("YIGUAN_MODE", "demo")
    if "YIGUAN_KEYS" not in os.environ:
        ensure_secrets(folder)
    with open_door("0.0.0.0" if lan else "127.0.0.1") as door:  # noqa: S104 -- LAN=1 asks for it
        port = door.getsockname()[1]
        base_url = os.environ.setdefault("YIGUAN_BASE_URL", f"http://{_lan_address() if lan else '127.0.0.1'}:{port}")
        demo = _prepare(folder, base_url)
        return serve(door, base_url, partial(_announce, demo, base_url, lan), reload=reload)


def serve(
    door: socket.socket, base_url: str, announce: Callable[[], None], *, reload: bool = False, tls: Tls | None = None
) -> int:
    """Runs server and worker on this socket until a signal comes or one of them ends; returns like `launch`."""
    stop = threading.Event()
    children = _start(door, stop, reload, tls)
    try:
        if not _ready(door.getsockname()[1], base_url, children, stop, tls):
            return 0 if stop.is_set() else 1
        announce()
        return _watch(children, stop)
    finally:
        _end(children)


def open_door(host: str) -> socket.socket:
    """A listening socket on port 8000 or the next free one, inherited by the server. Raises SystemExit without one."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
            door.listen(2048)
            return door
        except OSError:
            door.close()
    raise SystemExit(f"端口 {FIRST_PORT}–{FIRST_PORT + 99} 都被占用。请关掉不用的程序后再运行 make run。")


def _lan_address() -> str:
    """This machine's address in the LAN. Connecting a datagram socket sends nothing; it only chooses the interface."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"


def _prepare(folder: Path, base_url: str) -> dict[str, Any]:
    """Migrates, loads the sample district into an empty demo database, and returns the content of demo.json."""
    app = create_app()
    with app.app_context():
        keeping.migrate()
    made = load_if_empty(app) if os.environ["YIGUAN_MODE"] == "demo" else None
    return _remember(folder / "demo.json", made, base_url)


def _remember(path: Path, made: dict[str, Any] | None, base_url: str) -> dict[str, Any]:
    """The content of demo.json, updated to the current base address; empty without a sample."""
    if made is None and not path.exists():
        return {}
    demo: dict[str, Any] = made or json.loads(path.read_text("utf-8"))
    text = json.dumps(demo, ensure_ascii=False, indent=2).replace(demo["base_url"], base_url)
    _write_private(path, text)
    moved: dict[str, Any] = json.loads(text)
    return moved


def _write_private(path: Path, text: str) -> None:
    aside = path.with_suffix(".new")
    aside.touch(mode=0o600)
    aside.write_text(text + "\n", "utf-8")
    aside.replace(path)


def _start(door: socket.socket, stop: threading.Event, reload: bool, tls: Tls | None) -> Children:
    # The children inherit the ignored signal: Ctrl-C reaches this process alone, which then ends both in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server = [sys.executable, "-m", "gunicorn", "--config", str(ROOT / "deploy/gunicorn.conf.py")]
    server += ["--bind", f"fd://{door.fileno()}"]
    server += ["--certfile", str(tls.certificate), "--keyfile", str(tls.key)] if tls else []
    # With glibc's default of one arena per thread, a worker under load needs half as much memory again.
    environ = os.environ | {"MALLOC_ARENA_MAX": "2"} | ({"FLASK_DEBUG": "1"} if reload else {})
    children = {
        "服务": subprocess.Popen(server, pass_fds=[door.fileno()], env=environ, cwd=ROOT),
        "后台任务": subprocess.Popen([sys.executable, "-m", "yiguan", "worker"], env=environ, cwd=ROOT),
    }
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return children


def _ready(port: int, base_url: str, children: Children, stop: threading.Event, tls: Tls | None) -> bool:
    give_up = time.monotonic() + START_SECONDS
    while not stop.wait(0.05) and not _ended(children):
        if time.monotonic() > give_up:
            print(f"{START_SECONDS} 秒内没有启动成功。原因在上面的输出里。", file=sys.stderr)
            return False
        with suppress(OSError, http.client.HTTPException):
            line = _line(port, tls)
            line.request("GET", "/readyz", headers={"Host": urlsplit(base_url).netloc})
            if line.getresponse().status == 200:
                return True
    return False


def _line(port: int, tls: Tls | None) -> http.client.HTTPConnection:
    if tls is None:
        return http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    context = ssl.create_default_context(cafile=tls.authority)
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=context)


def _watch(children: Children, stop: threading.Event) -> int:
    while not stop.wait(0.2):
        if _ended(children):
            return 1
    print("\n正在停止 …")
    return 0


def _ended(children: Children) -> bool:
    for name, child in children.items():
        if child.poll() is not None:
            print(f"{name}自己停止了（代码 {child.returncode}），已全部停下。原因在上面的输出里。", file=sys.stderr)
            return True
    return False


def _end(children: Children) -> None:
    for child in children.values():
        child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()


def _announce(demo: dict[str, Any], base_url: str, lan: bool) -> None:
    print(f"\n议关已启动 / yiguan is running:  {base_url}    (Ctrl-C 停止 / stops it)\n")
    if not demo:
        if os.environ["YIGUAN_MODE"] == "demo":
            print("示范账号的清单 demo.json 不在了，数据都在。想从头开始，请删去 instance 文件夹后再运行 make run。")
        return
    print(f"示范账号，每种身份一个；全部账号见 instance/demo.json / demo accounts, {base_url}/sign-in:")
    unit = demo["open_meeting"]["unit"]
    at_the_meeting_first = sorted(demo["accounts"], key=lambda account: bool(account["unit"] != unit))
    first_of_role = {account["role"]: account for account in reversed(at_the_meeting_first)}
    for role, account in reversed(first_of_role.items()):
        totp = f"  TOTP {account['totp_secret']}" if account["totp_secret"] else ""
        print(
            f"  {role:18} {account['username']:16} {account['password']:18} {account['name']} {account['unit']}{totp}"
        )
    scan = f"{base_url}/S/{unit}"
    print(f"\n扫码反映 / scan to report:  {scan}")
    code = qrcode.QRCode(border=2)
    code.add_data(scan)
    code.print_ascii(invert=True)
    if not lan:
        print("要用手机扫码，请运行 make run LAN=1 / for a phone in the room: make run LAN=1")
    sys.stdout.flush()
