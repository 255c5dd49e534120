from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid, require
from yiguan.organisation import rules
from yiguan.organisation.marks import ADD_UNIT
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_unit
from yiguan.organisation.states import UnitKind
from yiguan.store.db import db


def add_unit(
    actor: Actor,
    *,
    code: str,
    kind: UnitKind,
    parent: str,
    name: str,
    short_name: str,
    address: str = "",
    phone: str = "",
    hours: str = "",
    about: str = "",
) -> Unit:
    """Adds a unit to the tree; its page, code and poster work at once (ST-01).

    Raises Invalid when the code is taken, NotFound when the parent does not exist.
    """
    require(rules.can_add_unit(actor))
    code = code.upper()
    above = get_unit(parent)
    if db.session.scalar(select(Unit.id).where(Unit.code == code)):
        raise Invalid(fields={"code": [f"代码 {code} 已经有单位在用，请换一个。用过的代码不能再用。"]})
    details = {"short_name": short_name, "address": address, "phone": phone, "hours": hours, "about": about}
    unit = Unit(code=code, kind=kind, parent_id=above.id, path=f"{above.path}{code}/", name=name, **details)
    db.session.add(unit)
    trail.record(unit, ADD_UNIT, by=actor)
    return unit
