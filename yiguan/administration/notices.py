"""Who is told of what is done to their account or handed to them."""

from collections.abc import Sequence
from datetime import date

from yiguan.base import clock
from yiguan.base.act import Message
from yiguan.district.wording import DAY, UNIT, Blank, wording
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.models import Term, Unit
from yiguan.people.models import Account, Appointment, Person
from yiguan.people.states import ADMINS

HEADING = "账号和任职"
ROLE, LEFT, PROGRAM = Blank("职务", "召集人"), Blank("交下的事", "3 条线索、1 场会"), Blank("程序", "统计报表")
TERM = Blank("届", "二届")
NOT_YOURS = "不是您要的，请马上告诉区政协办公室。"
_A = NoticeKind.ACCOUNT
TAKES_OVER = "您从{日期}起任{单位}{职务}"
HANDED_OVER = wording("handed_over", "接任了一个职务，告诉接任的人", _A, TAKES_OVER,
                      "交给您的：{交下的事}。清单在工作台里，那天起就看得到。", DAY, UNIT, ROLE, LEFT)  # fmt: skip
ADMIN_HANDED_OVER = wording("admin_handed_over", "接任了管理员，告诉接任的人", _A, TAKES_OVER,
                            "那天起登录就能办。", DAY, UNIT, ROLE)  # fmt: skip
TERM_ENDED = wording("term_ended", "一届满了，告诉任职到期的人", _A, "{届}届满，您的任职到{日期}为止",
                     "{职务}，到{日期}为止。没办完的事跟着单位走，由接手的人办。谢谢您。", TERM, DAY, ROLE)  # fmt: skip
HANDED_ON = wording("handed_on", "一届满了，告诉接着办事的人", NoticeKind.DUTY, "{届}交下来的：{单位}",
                    "{交下的事}。从{日期}起由您和同事接着办，清单在工作台里。", TERM, UNIT, LEFT, DAY)  # fmt: skip
LINK = wording("link", "账号的链接重新发了，告诉账号的主人", _A, "管理员给您的账号发了设密码的链接", NOT_YOURS)
TOTP_DROPPED = wording("totp_dropped", "动态码取消了，告诉账号的主人", _A, "管理员取消了您账号的动态码", NOT_YOURS)
TOKEN = wording("token", "发了令牌，告诉账号的主人", _A, "用您的账号给程序“{程序}”发了令牌", NOT_YOURS, PROGRAM)


def handed_over(appointment: Appointment, successor: Person, day: date, left: str) -> None:
    """三员 have no bench, and read nothing of what is open."""
    admin = appointment.role in ADMINS
    facts = {DAY: clock.day(day), UNIT: appointment.unit.short_name, ROLE: appointment.role.label}
    facts[LEFT] = left or "没有没办完的事"
    message, url = (ADMIN_HANDED_OVER, "/account") if admin else (HANDED_OVER, "/bench/")
    tell(f"handed_over:{appointment.id}", [successor.id], message.filled(facts), about=appointment, url=url)


def term_ended(term: Term, appointments: Sequence[Appointment], on: date) -> None:
    """Everybody whose appointment ends with the term is told once, with the last day."""
    held: dict[int, list[Appointment]] = {}
    for one in appointments:
        held.setdefault(one.person_id, []).append(one)
    for person_id, ended in held.items():
        roles = "、".join(f"{one.unit.short_name}{one.role.label}" for one in ended)
        message = TERM_ENDED.filled({TERM: term.label, DAY: clock.day(on), ROLE: roles})
        tell(f"term_ended:{term.id}:{person_id}", [person_id], message, about=term, url="/account")


def handed_on(term: Term, unit: Unit, people: Sequence[int], left: str, day: date) -> None:
    """Whoever works at a unit after the end of a term is told what was left open there."""
    facts = {TERM: term.label, UNIT: unit.short_name, LEFT: left, DAY: clock.day(day)}
    tell(f"handed_on:{term.id}:{unit.id}", people, HANDED_ON.filled(facts), about=term, url="/bench/")


def link_renewed(account: Account) -> None:
    """The owner of an account is told when somebody could set its password."""
    _tell(account, "link", LINK.filled())


def totp_dropped(account: Account) -> None:
    _tell(account, "totp_dropped", TOTP_DROPPED.filled())


def token_issued(account: Account, label: str) -> None:
    _tell(account, "token", TOKEN.filled({PROGRAM: label[:20]}))


def _tell(account: Account, what: str, message: Message) -> None:
    event = f"{what}:{account.id}:{clock.now():%y%m%d%H%M%S}"
    tell(event, [account.person_id], message, about=account, url="/account")
