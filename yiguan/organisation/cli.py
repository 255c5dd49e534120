"""`unit-add` adds a station, workroom or group."""

import argparse
from typing import Any

from yiguan.base.actor import SYSTEM
from yiguan.base.errors import Refusal
from yiguan.organisation import service
from yiguan.organisation.states import UnitKind
from yiguan.store.db import transaction


def add_commands(commands: Any) -> None:
    add = commands.add_parser("unit-add", help="加一个单位，例如第14个协商站")
    add.add_argument("code", help="2到5个英文字母，印在海报上，以后不能改")
    add.add_argument("name")
    add.add_argument("--kind", choices=[value for value, _ in UnitKind.choices()], default="station")
    add.add_argument("--parent", default="TG", help="上级单位的代码")
    add.add_argument("--phone", default="")
    add.add_argument("--address", default="")
    add.add_argument("--hours", default="")
    add.set_defaults(act=_add)


def _add(asked: argparse.Namespace) -> int:
    words = {"phone": asked.phone, "address": asked.address, "hours": asked.hours}
    kind = UnitKind(asked.kind)  # type: ignore[call-arg]
    try:
        with transaction():
            unit = service.add_unit(
                SYSTEM, code=asked.code, kind=kind, parent=asked.parent, name=asked.name, short_name=asked.name[:20],
                **words,
            )  # fmt: skip
            print(f"{unit.name}已经加上，海报地址是 /S/{unit.code}。")
    except Refusal as refusal:
        print(refusal.fields.get("code", [refusal.message])[0])
        return 1
    return 0
