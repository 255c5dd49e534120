"""`python -m yiguan …`: the commands for operators. Each slice's own commands are in its cli.py."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from yiguan import backup, box, keeping, rotating, worker
from yiguan.app import create_app
from yiguan.audit import cli as audit
from yiguan.check import check
from yiguan.launch import launch
from yiguan.secrets import SecretMissing
from yiguan.settings import WrongSetting
from yiguan.slices import found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m yiguan", description="议关")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    run = commands.add_parser("run", help="启动服务和后台任务，空库时装入示例")
    run.add_argument("--lan", action="store_true", help="同一房间的手机也能打开")
    run.add_argument("--dev", action="store_true", help="改了文件自动重新载入")
    commands.add_parser("worker", help="只运行后台任务")
    _add_box(commands)
    commands.add_parser("migrate", help="把数据库升到最新")
    commands.add_parser("check", help="正式启动前的检查")
    for module in (rotating, backup, audit, *found("cli")):
        module.add_commands(commands)
    try:
        return _do(parser.parse_args())
    except (WrongSetting, SecretMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _add_box(commands: Any) -> None:
    """Commands of a hall box, which creates its app only after it has found its folder by the pack."""
    one = commands.add_parser("box", help="会场盒子：用会场包在这台电脑上开一个晚上，不用互联网")
    one.add_argument("pack", nargs="?", default="", help="会场包的文件，或者已经装好的盒子的文件夹")
    one.add_argument("--http", action="store_true", help="不用证书；手机上没有摄像头扫码和断网签到")
    one.add_argument("--name", default="", help=f"这台电脑的名字，手机要能找到它；不写就用地址，证书里写 {box.NAME}")
    one.add_argument("--address", default="", help="这台电脑在热点里的地址")
    one.add_argument("--key", default="", help="会场包的钥匙；不写就在屏幕上问")
    one.add_argument("--new-password", action="store_true", help="忘了密码：另做一个")
    home = commands.add_parser("box-send", help="会场盒子：把签到送回平台，多少次都行")
    home.add_argument("box", nargs="?", default="", help="会场包的文件，或者盒子的文件夹")
    home.add_argument("--to", default="", help="平台的地址；不写就送到做会场包的地方")
    home.add_argument("--renew", default="", help="会场包过期或收回了：这场会新做的会场包")
    home.add_argument("--key", default="", help="新会场包的钥匙；不写就在屏幕上问")


def _work(asked: argparse.Namespace) -> int:
    return worker.main()


OWN: dict[str, Callable[[argparse.Namespace], int]] = {"worker": _work, "box": box.start, "box-send": box.send}
"""Commands that create their own app."""


def _do(asked: argparse.Namespace) -> int:
    if asked.command == "run":
        return launch(asked.lan, reload=asked.dev)
    if asked.command in OWN:
        return OWN[asked.command](asked)
    installs = asked.command == "init" and not asked.lost_factor
    if installs and "YIGUAN_KEYS" not in os.environ:
        print(keeping.lay_keys(Path(os.environ.get("YIGUAN_INSTANCE", "instance")).resolve()))
    app = create_app()
    with app.app_context():
        if installs:
            keeping.migrate()
            print(f"数据库：已经是这一版的结构（{keeping.head()}）。")
        if asked.command == "check":
            return check(app)
        if asked.command == "migrate":
            keeping.migrate()
            return 0
        return int(asked.act(asked))


if __name__ == "__main__":
    sys.exit(main())
