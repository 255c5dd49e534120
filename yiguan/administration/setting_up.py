"""The way of a new installation: what is to be done before residents are asked to scan, told from what is stored."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from yiguan.administration import new_accounts
from yiguan.base import clock
from yiguan.organisation.models import Unit
from yiguan.organisation.states import STATION_KINDS
from yiguan.people.models import Appointment
from yiguan.people.queries import held_on, office_works
from yiguan.people.states import Role
from yiguan.store.db import db

FIRST = (Role.SEC_ADMIN, Role.AUDIT_ADMIN, Role.OFFICER)


class Step(NamedTuple):
    """What is to be done, how far it is, where to do it; `done` where nothing of it is left."""

    title: str
    said: str
    label: str
    url: str
    done: bool


def steps() -> list[Step]:
    """In the order in which they are best done."""
    return [_committee(), _units(), _phones(), _leading(), _people(), _accounts(), _signed_in()]


def _committee() -> Step:
    root = db.session.scalars(select(Unit).where(Unit.parent_id.is_(None)).limit(1)).one()
    said = f"现在写的是“{root.name}”。"
    return Step("核对本级政协的名称、电话", said, "去核对", f"/desk/units/{root.code}/correct", not root.is_sample)


def _units() -> Step:
    left = _count(Unit.is_sample.is_(True), Unit.retired_on.is_(None))
    said = f"还有 {left} 个没有核对。不对的改，没有的撤，缺的加。" if left else "都核对过了。"
    return Step("核对单位", said, "去核对", "/desk/units", not left)


def _phones() -> Step:
    left = _count(Unit.kind.in_(STATION_KINDS), Unit.retired_on.is_(None), Unit.phone == "")
    said = f"还有 {left} 个没有电话，海报打印不了。" if left else "都有电话，海报可以打印。"
    return Step("给协商站、工作室填上电话", said, "去填", "/desk/units", not left)


def _leading() -> Step:
    held = set(db.session.scalars(select(Appointment.role).where(*held_on(clock.today()))))
    left = [role.label for role in FIRST if role not in held]
    said = f"还缺：{'、'.join(left)}。三个管理员要三个人，谁也不能兼。" if left else "都有人了。"
    return Step("定下另外两位管理员和办公室的第一个人", said, "去任职", "/desk/people/new?unit=TG", not left)


def _people() -> Step:
    held = select(func.count()).select_from(Appointment).where(Appointment.role.not_in((*FIRST, Role.SYS_ADMIN)))
    number = db.session.scalar(held.where(*held_on(clock.today()))) or 0
    said = f"登记了 {number} 个任职。" if number else "召集人、委员、部门联络员，一张表几十个人一次登记好。"
    return Step("传人员表", said, "传一张表", "/desk/people/import", number > 0)


def _accounts() -> Step:
    left = new_accounts.waiting_in_all()
    said = f"还有 {left} 个人没有账号。" if left else "任职的人都有账号了。"
    return Step("开账号，把小条交给本人", said, "去开", "/desk/accounts/new", not left)


def _signed_in() -> Step:
    left = new_accounts.unused_in_all()
    said = f"还有 {left} 个人没有设密码。小条过期的，在“账号”里再发一次。" if left else "都设好了。"
    works = "办公室已经登录，往后任职归办公室管。" if office_works() else "办公室的人登录以后，任职就归办公室管。"
    return Step("本人设好密码", said + works, "看账号", "/desk/accounts", not left and office_works())


def _count(*where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Unit).where(*where)) or 0
