"""What is killed: gunicorn with its workers, the background worker, PostgreSQL. Only processes started here, by id."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sqlalchemy import make_url

from tests.bench import stage, wire

READY_S = 60


def children_of(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def kill_family(parent: subprocess.Popen[bytes]) -> None:
    """SIGKILL for a process and all its children; it is stopped first, so that it makes no new ones meanwhile."""
    parent.send_signal(signal.SIGSTOP)
    family = [parent.pid, *children_of(parent.pid)]
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not any(_lives(pid) for pid in family))  # a new PostgreSQL refuses to start beside old ones


def _lives(pid: int) -> bool:
    """Whether it still holds memory, files and ports; a dead process nobody asked after yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(true: Callable[[], bool]) -> None:
    """Raises TimeoutError after a minute."""
    give_up = time.monotonic() + READY_S
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError("what was waited for did not come within a minute")
        time.sleep(0.02)


def free_port() -> int:
    """A port nobody listens on, below those that the system hands out to clients."""
    # Any of them: another run may be looking too, and neither server listens before it has started.
    for port in random.sample(range(18_111, 32_000), 100):
        with socket.socket() as door, contextlib.suppress(OSError):
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind((wire.HOST, port))
            return port
    raise RuntimeError("no port is free")


class Product:
    """Server (2 × 8 threads) and background worker, started as `make run` starts them."""

    def __init__(self, environ: stage.Environ, port: int, log: Path) -> None:
        self.environ, self.port, self.log = os.environ | environ, port, log
        self.victim = 0

    def start(self) -> None:
        """Returns at once; `await_ready` waits for the first answer."""
        bind = f"{wire.HOST}:{self.port}"
        self.server = self._program("gunicorn", *stage.SHIPPED, "-b", bind)
        self.worker = self._program("yiguan", "worker")

    def _program(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", *arguments]
            return subprocess.Popen(command, env=self.environ, cwd=stage.ROOT, stdout=log, stderr=log)

    def await_ready(self) -> None:
        """Raises RuntimeError with what the server said when it does not come up."""
        give_up = time.monotonic() + READY_S
        while time.monotonic() < give_up:
            with contextlib.suppress(OSError, HTTPException):
                line = HTTPConnection(wire.HOST, self.port, timeout=5)
                line.request("GET", "/readyz")
                if line.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not come up:\n{self.log.read_text(errors='replace')[-4000:]}")

    def kill_a_worker(self) -> None:
        """SIGKILL for one of the two, in turn; waits until its successor is there."""
        pids = children_of(self.server.pid)
        self.victim += 1
        os.kill(pids[self.victim % len(pids)], signal.SIGKILL)
        wait_until(lambda: len(now := children_of(self.server.pid)) == len(pids) and now != pids)

    def family(self) -> list[int]:
        """Every process of the server and the background worker."""
        return [self.server.pid, *children_of(self.server.pid), self.worker.pid]

    def kill(self) -> None:
        """All of it at once, as when the machine's power goes."""
        kill_family(self.server)
        kill_family(self.worker)

    def stop(self) -> None:
        for program in (self.server, self.worker):
            program.terminate()
        for program in (self.server, self.worker):
            program.wait(timeout=30)


class Cluster:
    """The PostgreSQL cluster this command was given, taken over from the parent process so that we may kill it."""

    def __init__(self, url: str) -> None:
        self.folder = Path(str(make_url(url).query["host"]))
        self.data = self.folder / "data"
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        if int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) != os.getppid():
            raise RuntimeError("this PostgreSQL was not started for this command; run `make faults`")
        self.command = Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
        os.kill(pid, signal.SIGINT)
        wait_until(lambda: not (self.data / "postmaster.pid").exists())
        self.start()
        wait_until(self._accepts)

    def start(self) -> None:
        """Returns at once, as whoever looks after a server does."""
        owner = self.data.stat()
        user = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=log, **user)  # type: ignore[call-overload]

    def _accepts(self) -> bool:
        status = self.data / "postmaster.pid"
        return status.exists() and "ready" in status.read_text()

    def kill(self) -> None:
        kill_family(self.server)

    def stop(self) -> None:
        self.server.send_signal(signal.SIGINT)
        self.server.wait(timeout=60)
