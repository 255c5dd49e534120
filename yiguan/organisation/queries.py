from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, NotFound
from yiguan.base.labels import Labelled
from yiguan.organisation.models import Field, Reason, Unit
from yiguan.organisation.states import DEPARTMENT_KINDS, STATION_KINDS, ReasonKind, UnitKind
from yiguan.store.db import db
from yiguan.store.reach import reaches


def get_unit(code: str) -> Unit:
    """The unit by its public code. Raises NotFound."""
    known = code.upper() if code.isascii() and code.isalnum() else ""  # PostgreSQL cannot even look for a NUL
    unit = db.session.scalar(select(Unit).where(Unit.code == known))
    if unit is None:
        raise NotFound("没有这个协商站。请看看海报上的二维码是不是完整，或从首页选一个。")
    return unit


def units_of(*kinds: UnitKind) -> Sequence[Unit]:
    """Units of these kinds in service, in the order of the list."""
    served = Unit.retired_on.is_(None)
    return db.session.scalars(select(Unit).where(Unit.kind.in_(kinds), served).order_by(Unit.id)).all()


def retired_units() -> Sequence[Unit]:
    return db.session.scalars(select(Unit).where(Unit.retired_on.is_not(None)).order_by(Unit.retired_on.desc())).all()


def parent_code(unit: Unit) -> str:
    """The code of the unit above; empty for the root."""
    return unit.path.split("/")[-3] if unit.path.count("/") > 1 else ""


def units_below(unit: Unit) -> Sequence[Unit]:
    """Every unit below it in the tree, retired ones too."""
    below = (Unit.path.startswith(unit.path, autoescape=True), Unit.id != unit.id)
    return db.session.scalars(select(Unit).where(*below).order_by(Unit.id)).all()


def departments_in(rows: Sequence[Mapping[str, Any]]) -> dict[str, Unit]:
    """The units that may be asked to answer, by code. Raises Invalid at the `items` that name another one."""
    units = {unit.code: unit for unit in units_of(*DEPARTMENT_KINDS)} if rows else {}
    wrong = [at for at, row in enumerate(rows) if row["unit"] and row["unit"] not in units]
    if wrong:
        raise Invalid(fields={f"items-{at}-unit": ["没有这个单位，请从清单里选。"] for at in wrong})
    return units


def units_within(actor: Actor, *roles: Labelled) -> Sequence[Unit]:
    """Units where topics and meetings can be held and the actor holds one of the roles."""
    within = (reaches(actor, Unit.path, *roles), Unit.kind.in_(STATION_KINDS), Unit.retired_on.is_(None))
    return db.session.scalars(select(Unit).where(*within).order_by(Unit.id)).all()


def own_unit(actor: Actor, units: Sequence[Unit]) -> str:
    """The code of the only one of these units that the actor is appointed to, the default of forms; else empty."""
    appointed = {grant.unit_id for grant in actor.grants}
    own = [unit.code for unit in units if unit.id in appointed]
    return own[0] if len(own) == 1 else ""


def fields(also: str = "") -> Sequence[Field]:
    """The fields of life valid today, for a form, in the office's order; `also` is one that a record has already."""
    order = (Field.position, Field.id)
    valid = db.session.scalars(select(Field).where(*_valid_today(Field)).order_by(*order)).all()
    if not also or also in {field.code for field in valid}:
        return valid
    begun = (Field.code == also, Field.valid_from <= clock.today())
    last = select(Field).where(*begun).order_by(Field.valid_from.desc()).limit(1)
    return [*valid, *db.session.scalars(last)]


def field_label(code: str, day: date) -> str:
    """How the field was called on this day; of a record older than its field, the first wording. Empty if unknown."""
    rows = db.session.scalars(select(Field).where(Field.code == code).order_by(Field.valid_from)).all()
    lived = [row for row in rows if not row.was_taken_back]
    begun = [row for row in lived if row.valid_from <= day]
    return (begun[-1] if begun else lived[0]).label if lived else ""


def reasons(kind: ReasonKind) -> Sequence[Reason]:
    """The reasons valid today, for a form; a new wording keeps the place of the old one."""
    earlier = aliased(Reason)
    same = (earlier.kind == Reason.kind, earlier.code == Reason.code)
    place = select(func.min(earlier.id)).where(*same).scalar_subquery()
    valid = select(Reason).where(Reason.kind == kind, *_valid_today(Reason))
    return db.session.scalars(valid.order_by(place)).all()


def _valid_today(listed: type[Field] | type[Reason]) -> tuple[ColumnElement[bool], ...]:
    today = clock.today()
    return listed.valid_from <= today, or_(listed.valid_to.is_(None), listed.valid_to >= today)


def get_reason(kind: ReasonKind, code: str) -> Reason:
    """The listed reason, if valid today. Raises Conflict (409) when it is no longer listed."""
    found = next((reason for reason in reasons(kind) if reason.code == code), None)
    if found is None:
        raise Conflict("这个理由已经不在清单里了，这一步没有执行。请刷新后重新选择。", code="unknown_reason")
    return found


def in_service() -> Select[Unit]:
    """Every unit that has not been retired, in the order of the list."""
    return select(Unit).where(Unit.retired_on.is_(None)).order_by(Unit.id)
