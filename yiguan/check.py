"""`python -m yiguan check`: checks before a production start, each with its correction (security.md 18)."""

import os
import shlex
import shutil
from collections.abc import Iterator

import sqlcipher3.dbapi2
from flask import Flask
from sqlalchemy import func, select, text

from yiguan import keeping
from yiguan.audit import heads, reencrypting, verify
from yiguan.base import clock, crypto
from yiguan.people.models import Account
from yiguan.secrets import FIELDS
from yiguan.settings import settings
from yiguan.store import key_proofs
from yiguan.store.db import db
from yiguan.store.models import KeyProof
from yiguan.web.pages import STATIC

Finding = tuple[bool, str]
FAULTY_WAL = (3, 7, 0), (3, 51, 2)
"""SQLite releases that can lose committed writes in WAL mode (security.md 3)."""


def check(app: Flask) -> int:
    """Prints every finding; returns 1 when one of them forbids the start."""
    findings = [finding for look in (_settings(app), _uploads(), _database(), _records()) for finding in look]
    for well, sentence in findings:
        print("✓" if well else "✗", sentence)
    return 0 if all(well for well, _ in findings) else 1


def _settings(app: Flask) -> Iterator[Finding]:
    chosen = settings()
    yield chosen.mode == "production", f"运行方式是 {chosen.mode};正式使用应为 YIGUAN_MODE=production。"
    yield not app.debug, "调试开关应关闭(FLASK_DEBUG)。"
    yield chosen.https, f"对外地址是 {chosen.base_url};正式使用应为 https。"
    scanner = shlex.split(chosen.scan)[:1]
    yield (
        all(map(shutil.which, scanner)),
        f"查毒的命令 {''.join(scanner) or '没有设'};设了就应装好，没设的话文件不查毒。",
    )
    yield chosen.sms != "console", "短信通道是 console，什么也发不出去；正式使用应为 YIGUAN_SMS=none 或者短信服务商。"
    yield bool(chosen.trusted_hosts), "可信主机 YIGUAN_TRUSTED_HOSTS 应写明。"
    yield chosen.proxy_hops > 0, "前面的代理层数 YIGUAN_PROXY_HOPS 应写明，否则限速会把所有人当成一个人。"
    demo = (chosen.instance / "demo.json").exists()
    yield not demo, "密钥应是本机构自己的，不能沿用示例安装的文件夹。"


def _uploads() -> Iterator[Finding]:
    folder = settings().uploads
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    yield os.access(folder, os.W_OK), f"照片文件夹 {folder} 应可写。"
    yield STATIC not in (folder, *folder.parents), "照片文件夹不能放在 static 里。"


def _database() -> Iterator[Finding]:
    if settings().sqlite:
        mode = db.session.scalar(text("PRAGMA journal_mode"))
        release = tuple(map(int, sqlcipher3.dbapi2.sqlite_version.split(".")))
        safe = not FAULTY_WAL[0] <= release <= FAULTY_WAL[1]
        yield safe and mode == "wal", f"SQLite {sqlcipher3.dbapi2.sqlite_version}，日志方式 {mode}。"
        yield db.session.scalar(text("PRAGMA synchronous")) == 2, "SQLite synchronous 应为 FULL。"
    else:
        for name in ("fsync", "synchronous_commit"):
            yield db.session.scalar(text(f"SHOW {name}")) == "on", f"PostgreSQL {name} 应为 on。"


def _records() -> Iterator[Finding]:
    known = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    head = keeping.head()
    yield known == head, f"数据库结构是 {known}，程序需要 {head};不同时请先运行 python -m yiguan migrate。"
    wrong = key_proofs.wrong(settings().keys)
    yield not wrong, f"每把密钥都应和这个数据库对得上；对不上的：{'、'.join(wrong) or '没有'}。"
    yield from _keys()
    demo = db.session.scalar(select(func.count()).select_from(Account).where(Account.is_sample)) or 0
    yield demo == 0, f"示例账号 {demo} 个；正式使用应为 0。"
    trouble = heads.trouble(settings())
    yield not trouble, trouble or f"封存同时记在库外：{'、'.join(map(str, heads.places(settings())))}。"
    yield not verify.verify(settings()), "审计链应完好(python -m yiguan audit-verify 可看细节)。"


def _keys() -> Iterator[Finding]:
    """Each key with its id, the days since it was stored, and the earlier ones that are kept."""
    for kept in db.session.scalars(select(KeyProof).order_by(KeyProof.name)):
        present, *former = map(crypto.key_id, settings().keys.ring(FIELDS[kept.name]))
        beside = f"，旧的还留着 {'、'.join(one.hex() for one in former)}" if former else ""
        yield True, f"{kept.name} 编号 {present.hex()}，用了 {(clock.now() - kept.at).days} 天{beside}。"
    left = reencrypting.left()
    yield (
        left == 0,
        f"还用旧 person_key 的内容 {left} 处；应为 0，请运行 new-key person_key --rewrite。",
    )
