"""`python -m yiguan …`: what operators type. Each slice's own commands stand in its cli.py."""

import argparse
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import flask_migrate

from yiguan import worker
from yiguan.app import ROOT, SLICES, create_app
from yiguan.check import check
from yiguan.launch import launch


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m yiguan", description="议关")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    run = commands.add_parser("run", help="启动服务和后台任务，空库时装入示例")
    run.add_argument("--lan", action="store_true", help="同一房间的手机也能打开")
    run.add_argument("--dev", action="store_true", help="改了文件自动重新载入")
    commands.add_parser("worker", help="只运行后台任务")
    commands.add_parser("migrate", help="把数据库升到最新")
    commands.add_parser("check", help="正式启动前的检查")
    for module in _slices_with_commands():
        module.add_commands(commands)
    return _do(parser.parse_args())


def _slices_with_commands() -> Iterator[ModuleType]:
    for slice_ in ("audit", *SLICES):
        if find_spec(f"yiguan.{slice_}.cli") is not None:
            yield import_module(f"yiguan.{slice_}.cli")


def _do(asked: argparse.Namespace) -> int:
    if asked.command == "run":
        return launch(asked.lan, reload=asked.dev)
    if asked.command == "worker":
        return worker.main()
    app = create_app()
    with app.app_context():
        if asked.command == "check":
            return check(app)
        if asked.command == "migrate":
            flask_migrate.upgrade(str(ROOT / "migrations"))
            return 0
        return int(asked.act(asked))


if __name__ == "__main__":
    sys.exit(main())
