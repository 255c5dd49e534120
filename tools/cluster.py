"""Runs one command with a temporary PostgreSQL: `python -m tools.cluster [--durable] <command …>`.

The server listens on a socket in a private folder, so it needs no port and no password, and this process always ends
it. The command finds its address in YIGUAN_TEST_PG_URL.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tools.find import BUILD, find_postgres

INIT = ("--username=yiguan", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
OPTIONS = ("-c", "listen_addresses=", "-c", "max_connections=200", "-c", "shared_buffers=128MB", "-c", "timezone=UTC")
# A test cluster runs for minutes, so it needs no protection against a power cut.
CARELESS = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@contextlib.contextmanager
def throwaway_cluster(*, durable: bool = False) -> Iterator[str]:
    """The SQLAlchemy address of a running cluster, which is deleted afterwards.

    `durable` keeps fsync on, for measurements. If YIGUAN_TEST_PG_URL is set, its cluster is used instead.
    Raises NotFound when PostgreSQL cannot be found.
    """
    if given := os.environ.get("YIGUAN_TEST_PG_URL"):
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="yiguan-pg-"))
    try:
        with _running(find_postgres(), folder, durable):
            yield f"postgresql+psycopg://yiguan@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(programs: Path, folder: Path, durable: bool) -> Iterator[None]:
    as_owner = _as_owner(folder)
    programs = _reachable(programs, folder)
    with (folder / "log").open("wb") as log:
        init: list[str | Path] = [*as_owner, programs / "initdb", "--pgdata", folder / "data", *INIT]
        subprocess.run(init, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
        serve: list[str | Path] = [*as_owner, programs / "postgres", "-D", folder / "data", "-k", folder, *OPTIONS]
        serve += () if durable else CARELESS
        server = subprocess.Popen(serve, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
    try:
        _await_ready(folder / "log", server)
        yield
    finally:
        # SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for open connections.
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def _as_owner(folder: Path) -> list[str]:
    """The prefix that runs a command unprivileged, since PostgreSQL refuses root; that user gets the folder."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = known.get("postgres") or known["nobody"]
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"]


def _reachable(programs: Path, folder: Path) -> Path:
    # Our build folder may lie below /root, where an unprivileged user cannot go.
    if os.geteuid() != 0 or BUILD not in programs.parents:
        return programs
    shutil.copytree(BUILD / "postgres", folder / "postgres")
    return folder / programs.relative_to(BUILD)


def _await_ready(log: Path, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + 30
    while "ready to accept connections" not in (said := log.read_text(errors="replace")):
        if server.poll() is not None or time.monotonic() > give_up:
            raise RuntimeError(f"PostgreSQL did not start:\n{said}")
        time.sleep(0.05)


def end_on_sigterm() -> None:
    """Makes SIGTERM unwind like an exception, so that started processes are ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(arguments: list[str]) -> int:
    end_on_sigterm()
    durable = arguments[:1] == ["--durable"]
    with throwaway_cluster(durable=durable) as url:
        environ = os.environ | {"YIGUAN_TEST_PG_URL": url}
        return subprocess.run(arguments[durable:], env=environ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
