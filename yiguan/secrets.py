"""The keys of an installation: one file each beside the database, made once, never in backups (security.md 8)."""

import fcntl
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

FIELDS = {
    "secret_key": "cookie",
    "database_key": "database",
    "person_key": "person",
    "index_key": "index",
    "code_key": "code",
    "seal_key": "seal",
}
"""File → its field in the settings' Keys."""
NAMES = tuple(FIELDS)
BOX_KEY = "box_key"
"""The key of the codes that a hall box makes; its presence makes an installation a hall box."""
MEETING_KEY = "meeting_key"
"""On a hall box of an earlier release, home's key of the meeting; box.py replaces it."""

_held: list[BinaryIO] = []
"""Files that stay open and locked until the process ends."""


class SecretMissing(Exception):
    """A key cannot be read, or must not be made again; the message is a sentence for the operator."""


def read_secret(folder: Path, name: str) -> str:
    """One key as 64 hex characters. Raises SecretMissing when its file is absent or holds anything else."""
    path = folder / name
    try:
        value = path.read_text("ascii").strip()
        whole = len(bytes.fromhex(value)) == 32
    except (OSError, ValueError):
        whole = False
    if not whole:
        raise SecretMissing(f"密钥文件 {path} 不存在或不完整（应为 64 位十六进制字符）。请从备份中放回原文件后再启动。")
    return value


def ensure_secrets(folder: Path) -> None:
    """Makes the folder (0700) and its missing keys (0600); never changes an existing key.

    Raises SecretMissing when keys are missing beside an existing database: new ones could not decrypt it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    missing = [name for name in NAMES if not (folder / name).exists()]
    if missing and (folder / "yiguan.db").exists():
        raise SecretMissing(
            f"{folder} 里已有数据库，但缺少密钥 {'、'.join(missing)}。数据没有改动；请从备份中放回密钥文件后再启动。"
        )
    for name in missing:
        write_secret(folder, name, secrets.token_hex(32))


def write_secret(folder: Path, name: str, value: str) -> None:
    """Writes one key unless it exists."""
    # A temporary file is linked into place, so that two starting processes use the same key and never read half a file.
    path = folder / name
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.touch(mode=0o600)
    aside.write_text(value + "\n", "ascii")
    try:
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def former_names(folder: Path, name: str) -> list[str]:
    """The files of the keys that this one replaced, the latest first: person_key.2, person_key.1."""
    numbers = (path.name.removeprefix(f"{name}.") for path in folder.glob(f"{name}.*"))
    return [f"{name}.{number}" for number in sorted((int(n) for n in numbers if n.isdecimal()), reverse=True)]


def next_secret(folder: Path, name: str, fits: Callable[[str], bool]) -> str:
    """The key that will replace this one: made once, it lies beside it until `succeed`."""
    value = secrets.token_hex(32)
    while not fits(value):
        value = secrets.token_hex(32)
    write_secret(folder, f"{name}.next", value)
    return read_secret(folder, f"{name}.next")


def succeed(folder: Path, name: str, *, keep: bool) -> None:
    """The next key takes the place of the present one, which stays as a numbered file if `keep`."""
    latest = next(iter(former_names(folder, name)), f"{name}.0")
    kept = (folder / latest).exists() and (folder / latest).samefile(folder / name)  # by a command that was killed
    if keep and not kept:
        (folder / f"{name}.{int(latest.rpartition('.')[2]) + 1}").hardlink_to(folder / name)
    (folder / f"{name}.next").replace(folder / name)


def is_changeable(path: Path) -> bool:
    """Whether another file can take its place: not on a read-only disk, nor where the file is a mount of its own."""
    probe = path.with_name(f".{path.name}.probe")
    try:
        probe.unlink(missing_ok=True)
        probe.hardlink_to(path)
        probe.unlink()
    except OSError:
        return False
    return True


def hold(folder: Path) -> None:
    """Marks the present keys as those of this process, and of its forks, until it ends."""
    for name in NAMES:
        _held.append((folder / name).open("rb"))
        fcntl.flock(_held[-1], fcntl.LOCK_SH)


def is_held(path: Path) -> bool:
    """Whether a process on this machine still runs that began when this file was the present key."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
