from datetime import date
from itertools import count
from typing import TypeVar

from sqlalchemy import select

from yiguan.organisation.models import Field, Plenary, Reason, Term, Unit
from yiguan.organisation.states import ReasonKind, UnitKind
from yiguan.store.db import db

_numbers = count(1)
T = TypeVar("T")
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"


def a_district() -> Unit:
    """The one root of the tree."""
    found = db.session.scalar(select(Unit).where(Unit.code == "TG"))
    return found or _add(
        Unit(code="TG", kind=UnitKind.DISTRICT, path="TG/", name="铜陵市铜官区政协", short_name="区政协")
    )


def a_station(name: str = "幸福社区协商站", code: str = "", kind: UnitKind = UnitKind.STATION) -> Unit:
    root, number = a_district(), next(_numbers)
    code = code or "Z" + LETTERS[number // 23 % 23] + LETTERS[number % 23] + LETTERS[number // 529 % 23]
    station = Unit(code=code, kind=kind, parent_id=root.id, path=f"TG/{code}/", name=name, short_name=name[:6])
    station.phone, station.address = "0562-2850001", "幸福社区党群服务中心"
    return _add(station)


def a_department(name: str = "区住建局") -> Unit:
    return a_station(name, kind=UnitKind.DEPARTMENT)


def a_term(number: int, starts_on: date) -> Term:
    return _add(Term(number=number, name=f"政协第{number}届委员会", starts_on=starts_on))


def a_plenary(term: Term, number: int, opens_on: date) -> Plenary:
    return _add(Plenary(term_id=term.id, term=term, number=number, opens_on=opens_on))


def a_field(code: str = "elderly", label: str = "养老") -> Field:
    found = db.session.scalar(select(Field).where(Field.code == code))
    return found or _add(Field(code=code, label=label, words="老年 老人 助餐"))


def a_reason(kind: ReasonKind, code: str = "other", label: str = "不属于协商范围") -> Reason:
    found = db.session.scalar(select(Reason).where(Reason.kind == kind, Reason.code == code))
    return found or _add(Reason(kind=kind, code=code, label=label, valid_from=date(2026, 1, 1)))


def _add(row: T) -> T:
    db.session.add(row)
    db.session.commit()
    return row
