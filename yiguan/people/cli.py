"""Commands about people: the first administrator of an empty installation, a new one-time link."""

import argparse
from typing import Any

from yiguan.base.actor import SYSTEM
from yiguan.organisation import seeds
from yiguan.organisation.queries import get_unit
from yiguan.people import appointing, queries, service
from yiguan.people.models import Account
from yiguan.people.states import PersonKind, Role
from yiguan.settings import settings
from yiguan.store.db import db, transaction


def add_commands(commands: Any) -> None:
    first = commands.add_parser("init", help="装好一套：密钥、数据库、单位和清单，一个系统管理员和他设密码的链接")
    first.add_argument("--admin", default="admin", help="管理员账号名")
    lost = "已经装好的：最后一个系统管理员丢了动态码，取消它并重新给一个设密码的链接"
    first.add_argument("--name", default="系统管理员", help="管理员的姓名")
    first.add_argument("--lost-factor", action="store_true", help=lost)
    first.set_defaults(act=init)
    link = commands.add_parser("link", help="给一个账号重新发一次性设密码链接")
    link.add_argument("username")
    link.set_defaults(act=new_link)
    off = commands.add_parser("totp-off", help="换了手机：取消一个账号的动态码，由本人重新启用")
    off.add_argument("username")
    off.set_defaults(act=totp_off)


def init(asked: argparse.Namespace) -> int:
    if asked.lost_factor:
        return _let_in_again()
    with transaction():
        if not seeds.is_empty():
            print("数据库里已有单位，什么都没有改动。")
            return 1
        seeds.load_foundation()
        person = service.add_person(SYSTEM, PersonKind.STAFF, asked.name)
        appointing.appoint(SYSTEM, person, get_unit("TG").id, Role.SYS_ADMIN)
        _, secret = service.create_account(SYSTEM, person, asked.admin)
    print("清单：单位、领域、理由都装好了，单位要由系统管理员逐个核对。")
    _show(asked.admin, secret)
    print("登录以后照着“开始使用”做；先要在手机上启用动态码。")
    return 0


def _let_in_again() -> int:
    """For an installation whose only system administrator lost the second factor: nobody else could reset it."""
    with transaction():
        left = queries.accounts_with(Role.SYS_ADMIN)
        if len(left) != 1:
            print(f"现在有 {len(left)} 个系统管理员，什么都没有改动。只剩一个时才这样办；不止一个，请用 totp-off。")
            return 1
        service.drop_totp(SYSTEM, left[0])
        secret = service.renew_link(SYSTEM, left[0])
        username = left[0].username
    _show(username, secret)
    print("动态码已取消，所有登录已退出；登录以后，先启用动态码。")
    return 0


def new_link(asked: argparse.Namespace) -> int:
    with transaction():
        account: Account | None = queries.account_named(asked.username)
        if account is None:
            print(f"没有叫“{asked.username}”的账号。")
            return 1
        secret = service.renew_link(SYSTEM, account)
        db.session.flush()
    _show(asked.username, secret)
    return 0


def totp_off(asked: argparse.Namespace) -> int:
    with transaction():
        account = queries.account_named(asked.username)
        if account is None:
            print(f"没有叫“{asked.username}”的账号。")
            return 1
        service.drop_totp(SYSTEM, account)
    print(f"账号 {asked.username} 的动态码已取消，所有登录已退出。请本人登录后重新启用。")
    return 0


def _show(username: str, secret: str) -> None:
    print(f"账号 {username} 请在72小时内打开这个链接设密码(只能用一次):")
    print(f"{settings().base_url}/first-password/{secret}")
