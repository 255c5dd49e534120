"""`audit-verify` looks for changes made behind the program's back; `audit-restored` tells the chain of a restore."""

import argparse
from typing import Any

from yiguan.audit import heads, restoring, verify
from yiguan.settings import settings


def add_commands(commands: Any) -> None:
    check = commands.add_parser("audit-verify", help="核对审计链、每条记录和签发件是否完好")
    check.add_argument("--printed", default="", metavar="封存号", help="核对纸上印的封存号，例如 1234-ABCD-EFGH")
    check.set_defaults(act=_verify)
    restored = commands.add_parser("audit-restored", help="从备份恢复以后：记下这次恢复，审计链从备份接着往下走")
    restored.add_argument("--why", required=True, metavar="原因", help="为什么恢复，谁决定的；会写进审计记录")
    restored.set_defaults(act=_restored)


def _verify(asked: argparse.Namespace) -> int:
    if asked.printed:
        wrong = heads.compare(asked.printed)
        print(wrong or "和纸上印的一样：打印时封存的，都还在数据库里。")
        return 1 if wrong else 0
    number = 0
    for number, fault in enumerate(verify.faults(settings()), start=1):  # noqa: B007 - the last one is the sum
        print(fault)
    for told in heads.history(settings()):
        print(told)
    print(f"发现 {number} 处不符，请保留现场并联系审计管理员。" if number else "审计链完好。")
    return 1 if number else 0


def _restored(asked: argparse.Namespace) -> int:
    try:
        print(restoring.note(settings(), asked.why))
    except heads.ChainBroken as refusal:
        print(refusal)
        return 1
    return 0
