"""A consistent copy of the database while the product runs: an SQLite file under the same key, or pg_dump's archive."""

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.engine import make_url

from yiguan.settings import Settings
from yiguan.store.rekeying import opened


class NotCopied(Exception):
    """There is no copy; the message is a sentence for the operator."""


def copy_database(settings: Settings, folder: Path) -> Path:
    """The copy in this folder. Raises NotCopied, and OSError on a full disk."""
    if not settings.sqlite:
        return _dump(settings.database_url, folder / "yiguan.dump")
    source = Path(make_url(settings.database_url).database or "")
    return _copy(source, folder / source.name, settings.keys.database)


def _copy(source: Path, target: Path, key: bytes) -> Path:
    """Writers go on meanwhile: the copy is what was committed when it began."""
    target.touch(mode=0o600)
    try:
        with closing(opened(source, key)) as original, closing(opened(target, key)) as copy:
            original.backup(copy)
            if copy.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise NotCopied("数据库不完好，没有备份。请看磁盘是不是坏了；从前的备份请留好。")
    except sqlcipher.DatabaseError as fault:
        raise NotCopied(f"数据库没有备份（{fault}）。请看磁盘是不是满了，再运行一次。") from fault
    return target


def _dump(address: str, target: Path) -> Path:
    """The password goes into the environment, where no list of processes shows it."""
    program = shutil.which("pg_dump")
    if program is None:
        raise NotCopied("这里没有 pg_dump，没有备份。请装上和数据库同一版的 postgresql-client，再运行一次。")
    url = make_url(address).set(drivername="postgresql")
    secret = {"PGPASSWORD": url.password} if url.password else {}
    plain = url.set(password=None).render_as_string()
    asked = [program, "--no-password", "--format=custom", f"--file={target}", f"--dbname={plain}"]
    done = subprocess.run(  # noqa: S603 - our own words, and the operator's own setting
        asked, env=os.environ | secret, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        raise NotCopied(f"数据库没有备份。pg_dump 说：{done.stderr.strip()[-500:]}")
    target.chmod(0o600)
    return target
