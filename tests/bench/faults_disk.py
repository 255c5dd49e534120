"""A disk that is full: a small one in memory for the database, filled to the last byte and freed again.

Mounting needs root. Without it the files of the server's processes may not grow any more (RLIMIT_FSIZE), which is the
same to SQLite; PostgreSQL is then left out, and the table says so.
"""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE_MB, STEP = 96, 64 * 1024


def may_mount() -> bool:
    """Whether a disk of our own can be had; being root is not enough in a container."""
    return os.geteuid() == 0 and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of 96 MB at this folder until the block ends."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Not a byte is free until the block ends."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (STEP, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * piece) == piece:
                    pass
    try:
        yield
    finally:
        ballast.unlink()


@contextlib.contextmanager
def files_may_not_grow(pids: Callable[[], list[int]], limit: int) -> Iterator[None]:
    """The stand-in: no file of these processes may be longer than so many bytes until the block ends."""
    for pid in pids():
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in pids():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
