"""`audit-verify` checks that every sealed row and the chain are unchanged."""

import argparse
from typing import Any

from yiguan.audit import seals
from yiguan.settings import settings


def add_commands(commands: Any) -> None:
    verify = commands.add_parser("audit-verify", help="核对审计链是否完好")
    verify.set_defaults(act=_verify)


def _verify(asked: argparse.Namespace) -> int:
    faults = seals.verify(settings().keys.seal)
    for fault in faults:
        print(fault)
    print("审计链完好。" if not faults else f"发现 {len(faults)} 处不符，请保留现场并联系审计管理员。")
    return 1 if faults else 0
