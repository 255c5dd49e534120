"""Files stored under the hash of their content: complete or absent after a power cut, never outside their folder."""

import os
import re
import tempfile
from pathlib import Path

from yiguan.base.crypto import digest

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")


def store(folder: Path, data: bytes, suffix: str) -> str:
    """Syncs the bytes to disk and returns their name; call it before the row that holds the name is committed.

    `suffix` is like ".jpg". The same bytes give the same name, so two rows may share one file.
    Raises OSError on a full disk and leaves nothing behind.
    """
    name = digest(data) + suffix
    target = path_of(folder, name)
    _make_folder(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)
    return name


def path_of(folder: Path, name: str) -> Path:
    """The path of a stored file: folder/ab/cd/abcd….jpg. Raises ValueError for a name `store` would not give."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not the name of a stored file: {name!r}")
    return folder / name[:2] / name[2:4] / name


def _make_folder(folder: Path) -> None:
    """A new folder is durable only once its parent is synced too."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
