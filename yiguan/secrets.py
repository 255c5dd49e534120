"""The keys of an installation: one file each beside the database, made once, never in backups (security.md 8)."""

import os
import secrets
from pathlib import Path

NAMES = ("secret_key", "database_key", "person_key", "index_key", "code_key", "seal_key")
BOX_KEY = "box_key"
"""The key of the codes that a hall box makes; its presence makes an installation a hall box."""
MEETING_KEY = "meeting_key"
"""On a hall box of an earlier release, home's key of the meeting; box.py replaces it."""


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
