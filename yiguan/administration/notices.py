"""Who is told of what is done to their account or handed to them."""

from collections.abc import Sequence
from datetime import date

from yiguan.base import clock
from yiguan.notifications.service import tell
from yiguan.organisation.models import Term, Unit
from yiguan.people.models import Account, Appointment, Person
from yiguan.people.states import ADMINS

ACCOUNT = "不是您要的，请马上告诉区政协办公室。"


def handed_over(appointment: Appointment, successor: Person, day: date, left: str) -> None:
    """三员 have no bench, and read nothing of what is open."""
    admin = appointment.role in ADMINS
    title = f"您从{clock.day(day)}起任{appointment.unit.short_name}{appointment.role.label}"
    open_now = f"交给您的：{left or '没有办了一半的事'}。清单在工作台里，那天起就看得到。"
    text, url = ("那天起登录就能办。", "/account") if admin else (open_now, "/bench/")
    tell(f"handed_over:{appointment.id}", [successor.id], about=appointment, title=title, text=text, url=url)


def term_ended(term: Term, appointments: Sequence[Appointment], on: date) -> None:
    """Everybody whose appointment ends with the term is told once, with the last day."""
    held: dict[int, list[Appointment]] = {}
    for one in appointments:
        held.setdefault(one.person_id, []).append(one)
    for person_id, ended in held.items():
        roles = "、".join(f"{one.unit.short_name}{one.role.label}" for one in ended)
        text = f"{roles}，到{clock.day(on)}为止。没办完的事跟着单位走，由接手的人办。谢谢您。"
        title = f"{term.label}届满，您的任职到{clock.day(on)}为止"
        tell(f"term_ended:{term.id}:{person_id}", [person_id], about=term, title=title, text=text, url="/account")


def handed_on(term: Term, unit: Unit, people: Sequence[int], left: str, day: date) -> None:
    """Whoever works at a unit after the end of a term is told what was left open there."""
    title = f"{term.label}交下来的：{unit.short_name}"
    text = f"{left}。从{clock.day(day)}起由您和同事接着办，清单在工作台里。"
    tell(f"handed_on:{term.id}:{unit.id}", people, about=term, title=title, text=text, url="/bench/")


def link_renewed(account: Account) -> None:
    """The owner of an account is told when somebody could set its password."""
    _tell(account, f"link:{account.id}:{clock.now():%y%m%d%H%M%S}", "管理员给您的账号发了设密码的链接")


def totp_dropped(account: Account) -> None:
    _tell(account, f"totp_dropped:{account.id}:{clock.now():%y%m%d%H%M%S}", "管理员取消了您账号的动态码")


def token_issued(account: Account, label: str) -> None:
    event = f"token:{account.id}:{clock.now():%y%m%d%H%M%S}"
    _tell(account, event, f"用您的账号给程序“{label[:20]}”发了令牌")


def _tell(account: Account, event: str, title: str) -> None:
    tell(event, [account.person_id], about=account, title=title, text=ACCOUNT, url="/account")
