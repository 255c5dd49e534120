"""Another key for the encrypted SQLite file: a copy gets it and takes the place of the file, which is not touched."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

WAIT_S = 3


class NotRekeyed(Exception):
    """The file is as it was; the message is a sentence for the operator."""


def opens(path: Path, key: bytes) -> bool:
    """Whether this key opens the file."""
    with closing(opened(path, key)) as connection:
        connection.execute("PRAGMA cipher_log_level = NONE").close()  # a wrong key is an answer here, not an error
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlcipher.DatabaseError:
            return False
    return True


def rekey(path: Path, old: bytes, new: bytes) -> None:
    """Killed at any moment, the file opens with one of the two keys and has every row. Raises NotRekeyed."""
    copy = path.with_name(f"{path.name}.next")
    try:
        with closing(opened(path, old)) as original:
            _keep_still(original, path)
            copy.unlink(missing_ok=True)
            copy.touch(mode=0o600)
            shutil.copyfile(path, copy)
            _change(copy, old, new)
            copy.replace(path)
    except (OSError, sqlcipher.DatabaseError) as fault:
        raise NotRekeyed(f"数据库没有换密钥，原来的没有动（{fault}）。请看磁盘是不是满了，再运行一次。") from fault
    finally:
        copy.unlink(missing_ok=True)
    _sync(path.parent)


def _keep_still(original: sqlcipher.Connection, path: Path) -> None:
    """Everything that was committed is in the one file, and nobody writes until the connection is closed."""
    original.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    original.execute("BEGIN IMMEDIATE").close()
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise NotRekeyed("还有程序在用数据库，没有换密钥。请停下服务、后台任务和别的命令，再运行一次。")


def _change(copy: Path, old: bytes, new: bytes) -> None:
    with _sound(copy, old) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").close()
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"").close()
    with _sound(copy, new) as connection:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall():
            raise NotRekeyed("数据库换密钥以后的那一份不完好，没有换；原来的数据库没有动。请检查磁盘，再运行一次。")
    _sync(copy)


@contextmanager
def _sound(path: Path, key: bytes) -> Iterator[sqlcipher.Connection]:
    with closing(opened(path, key)) as connection:
        if connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
            raise NotRekeyed("数据库不完好，没有换密钥，原来的没有动。请先从备份恢复。")
        yield connection


def opened(path: Path, key: bytes) -> sqlcipher.Connection:
    """The file under this key; a wrong one fails at the first statement."""
    connection = sqlcipher.connect(path, timeout=WAIT_S, isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"").close()
    return connection


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
