"""`backup` copies database and uploaded files into a new folder while the product runs; keys are never in it."""

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from yiguan.audit import heads
from yiguan.settings import settings
from yiguan.store.copying import NotCopied, copy_database

APART = "密钥、seal_heads 和 erased 不在里面，请另外存好，和备份分开：没有密钥，谁也打不开备份里的姓名和电话。"


def add_commands(commands: Any) -> None:
    new = commands.add_parser("backup", help="把数据库和上传的文件备份到一个新文件夹，不用停；不含密钥")
    new.add_argument("folder", type=Path, metavar="文件夹", help="还没有的文件夹，最好在另一块盘上")
    new.set_defaults(act=backup)


def backup(asked: argparse.Namespace) -> int:
    """Killed at any moment, there is no folder of that name yet."""
    target: Path = asked.folder
    if target.exists():
        print(f"{target} 已经有了，没有备份，也没有动它。请换一个文件夹名。")
        return 1
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as unfinished:
            told = _fill(Path(unfinished) / "backup")
            (Path(unfinished) / "backup").rename(target)
    except (NotCopied, OSError) as fault:
        print(
            fault if isinstance(fault, NotCopied) else f"没有备份，磁盘写不进去（{fault.strerror}）。请换一块盘再运行。"
        )
        return 1
    print(f"备份好了，在 {target}：{told}。{APART}")
    return 0


def _fill(folder: Path) -> str:
    """The database first, so that every row in it has its file. What was copied, in words."""
    folder.mkdir(mode=0o700)
    sealed = heads.printed()
    database = copy_database(settings(), folder)
    uploads = folder / "uploads"
    uploads.mkdir(mode=0o700)
    if settings().uploads.is_dir():
        shutil.copytree(
            settings().uploads, uploads, ignore=shutil.ignore_patterns(".*"), copy_function=_copy, dirs_exist_ok=True
        )
    os.sync()
    number = sum(path.is_file() for path in uploads.rglob("*"))
    return f"数据库 {database.stat().st_size:,} 字节，文件 {number} 个，审计封存到 {sealed or '（还没有）'}"


def _copy(source: str, target: str) -> None:
    """A file may be deleted meanwhile, by a row that is later than the copy of the database."""
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return
