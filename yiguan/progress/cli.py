"""`erase-again` erases, after a restore from a backup, the names that had been erased before."""

import argparse
from typing import Any

from yiguan.progress import erased, erasing
from yiguan.store.db import transaction


def add_commands(commands: Any) -> None:
    again = commands.add_parser("erase-again", help="从备份恢复以后：把先前已删除的姓名和手机号再删一次")
    again.set_defaults(act=_again)


def _again(asked: argparse.Namespace) -> int:
    try:
        number = 0
        while True:
            with transaction():
                done = erasing.erase_again()
            number += done
            if done == 0:
                break
    except erased.Unreadable as refusal:
        print(refusal)
        return 1
    print(f"按名单又删除了 {number} 人的姓名和手机号。")
    return 0
