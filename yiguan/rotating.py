"""`new-key` replaces one key of the installation; the key that it replaces stays readable until it is retired."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from yiguan.administration.marks import REPLACE_KEY, RETIRE_KEY
from yiguan.audit import heads, jobs, reencrypting, trail
from yiguan.audit.verify import NotProven
from yiguan.base import crypto
from yiguan.base.actor import SYSTEM
from yiguan.people import reindexing
from yiguan.registrations import keys
from yiguan.retiring import ends_with
from yiguan.secrets import FIELDS, former_names, is_changeable, is_held, next_secret, succeed
from yiguan.settings import settings
from yiguan.store import key_proofs, keyring
from yiguan.store.db import db, transaction
from yiguan.store.keyring import Encrypted
from yiguan.store.rekeying import NotRekeyed, opens, rekey

KEPT = ("person_key", "index_key", "code_key", "seal_key", "database_key")
"""What these made is read, or recognised, under the key that they replaced."""
ALONE = ("index_key", "seal_key", "database_key")
"""Nothing else may run while these are replaced."""
COPY = "请把新的密钥文件放进密钥的备份。"
TOLD = {
    "secret_key": "请现在重新启动服务和后台任务；工作人员要重新登录，正在写的反映要再交一次。",
    "person_key": "请现在重新启动服务和后台任务，再运行 new-key person_key --rewrite，把从前的内容改用新密钥。",
    "index_key": "请启动服务和后台任务。从前的手机、登录、链接和令牌还照旧密钥认，直到 new-key index_key --retire。",
    "code_key": "请现在重新启动服务和后台任务。印出去的码照样能用，新的码用新密钥，直到 new-key code_key --retire。",
    "seal_key": "请启动服务和后台任务。从前的封存和指纹一直照旧密钥核对，它的文件要一直留着。",
    "database_key": "请启动服务和后台任务。旧的只有从前的 SQLite 备份还要用：请和那些备份分开存好，再 --retire。",
}


class NotNow(Exception):
    """A step cannot be done yet, and nothing was changed; the message is a sentence for the operator."""


def add_commands(commands: Any) -> None:
    new = commands.add_parser("new-key", help="换一把密钥；中途断了，再运行一次同一条命令就接着做")
    new.add_argument("name", choices=tuple(TOLD))
    step = new.add_mutually_exclusive_group()
    step.add_argument("--rewrite", action="store_true", help="person_key 的第二步：把从前的内容改用新密钥")
    step.add_argument("--retire", action="store_true", help="最后一步：不再认旧密钥，删去它的文件；先说会失去什么")
    new.add_argument("--yes", action="store_true", help="和 --retire 一起：知道会失去什么，照做")
    new.set_defaults(act=new_key)


def new_key(asked: argparse.Namespace) -> int:
    try:
        if asked.rewrite:
            _rewrite(asked.name)
        elif asked.retire:
            _retire(asked.name, decided=asked.yes)
        else:
            _replace(asked.name)
    except (NotNow, NotProven, NotRekeyed) as refusal:
        print(refusal)
        return 1
    return 0


def _replace(name: str) -> None:
    """Killed at any moment, it is finished by the same command: the next key lies beside the old one until the end."""
    folder = settings().key_folder
    _require_turn(name)
    key = bytes.fromhex(next_secret(folder, name, partial(_is_new, name)))
    if name != "database_key" or not _is_rekeyed(key):
        _store_proof(name, key)
        _finish(name, key)
    succeed(folder, name, keep=name in KEPT)
    print(f"{name} 换好了，新的编号是 {crypto.key_id(key).hex()}。{TOLD[name]}{COPY}")


def _store_proof(name: str, key: bytes) -> None:
    with transaction():
        if not key_proofs.is_proven(name, key):
            _prepare(name, key)
            key_proofs.replace(name, key)
            trail.record("key_proof", REPLACE_KEY, by=SYSTEM, note=f"{name} {crypto.key_id(key).hex()}")


def _finish(name: str, key: bytes) -> None:
    """What is left to do under the earlier key; done twice, it does nothing the second time."""
    if name == "seal_key":
        _seal_the_rest()
    elif name == "database_key" and settings().sqlite:
        for engine in db.engines.values():
            engine.dispose()
        try:
            rekey(_file(), settings().keys.database, key)
        except NotRekeyed:
            _store_proof(name, settings().keys.database)  # the start goes on with the key that the file has
            raise


def _is_rekeyed(key: bytes) -> bool:
    """Whether a command that was killed has put the new file in its place already."""
    return settings().sqlite and opens(_file(), key)


def _file() -> Path:
    return Path(make_url(settings().database_url).database or "")


def _require_turn(name: str) -> None:
    folder = settings().key_folder
    if not is_changeable(folder / name):
        raise NotNow(f"{folder} 里的 {name} 不能在这里换，什么都没有动：文件夹只读，或者文件是单独挂进来的。")
    begun = (folder / f"{name}.next").exists()
    if name == "person_key" and former_names(folder, name) and not begun:
        raise NotNow(f"上一次换 {name} 还没有做完，没有另换。请先运行 --rewrite，再运行 --retire。")
    if name in ALONE and is_held(folder / name):
        raise NotNow(f"服务或后台任务还在运行，{name} 没有换。请先停下它们，换好以后再启动。")
    if name == "seal_key" and (trouble := heads.trouble(settings())):
        raise NotNow(f"{name} 没有换。{trouble}")


def _is_new(name: str, value: str) -> bool:
    """A value says by one byte which key it needs, so no two keys that are kept may have the same."""
    known = map(crypto.key_id, settings().keys.ring(FIELDS[name]))
    return crypto.key_id(bytes.fromhex(value)) not in known


def _prepare(name: str, key: bytes) -> None:
    """What must change in the same transaction as the proof of the key."""
    if name == "index_key":
        print(f"{reindexing.make_anew(key)} 行的索引改用了新密钥。")


def _seal_the_rest() -> None:
    """Under the earlier key, since what is sealed under one key has fingerprints of that key (audit/verify.py)."""
    for _ in range(2):  # the first line of a file of heads leaves an entry of its own
        left = 1
        while left:
            with transaction():
                left = jobs.seal()
        with transaction():
            jobs.anchor()


def _rewrite(name: str) -> None:
    if name != "person_key":
        raise NotNow(f"{name} 没有这一步，什么都没有做。")
    _require_restarted(name)
    for hidden in keyring.encrypted_columns():
        _rewrite_column(hidden)
    if left := reencrypting.left():
        raise NotNow(
            f"还有 {left} 处没有改用新密钥，旧密钥还要留着。请再运行一次；还是这样，就请审计管理员核对上面的行。"
        )
    print("全部内容都改用了新密钥。旧的只有从前的备份还要用：请把它和那些备份分开存好，再运行 --retire。")


def _rewrite_column(hidden: Encrypted) -> None:
    """Each batch is a transaction of its own; after a kill the same command goes on with what is left."""
    after, done = 0, 0
    while True:
        with transaction():
            batch = reencrypting.rewrite(hidden, after)
        for number, why in batch.left.items():
            print(f"{hidden.table.name} {number}：{hidden.column} 没有改，{why}")
        if not batch.ids:
            break
        after, done = batch.ids[-1], done + len(batch.ids) - len(batch.left)
    print(f"{hidden.table.name}.{hidden.column}：{done} 处改用了新密钥。")


def _retire(name: str, *, decided: bool) -> None:
    """Deletes the files of the keys that this one replaced."""
    former = former_names(settings().key_folder, name)
    if not former:
        raise NotNow(f"{name} 没有旧密钥，什么都没有做。")
    if name == "seal_key":
        raise NotNow("从前的封存要用旧密钥核对，没有删；它的文件要一直留着。")
    _require_restarted(name)
    if name == "person_key" and (left := reencrypting.left()):
        raise NotNow(f"还有 {left} 处要用旧密钥才能打开，没有删。请先运行 new-key {name} --rewrite。")
    _require_decided(name, decided=decided)
    with transaction():
        lines = keys.make_anew(settings().keys) if name == "code_key" else 0
        trail.record("key_proof", RETIRE_KEY, by=SYSTEM, note=name)
    for file in former:
        (settings().key_folder / file).unlink()
    print(f"{lines} 个个人码换成了新的。" if lines else "", end="")
    print(f"删去了 {'、'.join(former)}。请重新启动服务和后台任务，让它们也忘掉旧密钥。")


def _require_decided(name: str, *, decided: bool) -> None:
    ends = ends_with(name)
    for told in ends:
        print(told)
    if ends and not decided:
        raise NotNow("旧密钥没有删。要接受上面这些，请加上 --yes 再运行；不急就等它们到期。")


def _require_restarted(name: str) -> None:
    """What runs with the earlier key alone cannot read what the new one makes."""
    for file in former_names(settings().key_folder, name):
        if is_held(settings().key_folder / file):
            raise NotNow(f"服务或后台任务还是从前启动的，不认识新的 {name}，什么都没有动。请先重新启动它们。")
