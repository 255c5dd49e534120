"""The tree of units: a unit is added, corrected, moved, retired; its code stays for ever."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, NotFound, require
from yiguan.organisation import rules
from yiguan.organisation.marks import ADD_UNIT, CONFIRM_UNIT, CORRECT_UNIT, REOPEN_UNIT, RETIRE_UNIT
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_unit, units_below
from yiguan.organisation.states import UnitKind
from yiguan.store.db import db

LABELS = {
    **{"kind": "类别", "name": "名称", "short_name": "简称", "phone": "电话"},
    **{"hours": "时间", "address": "地址", "about": "说明"},
}


def add_unit(actor: Actor, *, code: str, kind: UnitKind, parent: str, **facts: str) -> Unit:
    """Adds a unit to the tree; its page, code and poster work at once (ST-01).

    Raises Invalid when the code is taken, NotFound when the parent does not exist.
    """
    require(rules.can_keep_units(actor))
    code = code.upper()
    above = _parent(parent)
    if db.session.scalar(select(Unit.id).where(Unit.code == code)):
        raise Invalid(fields={"code": [f"代码 {code} 已经有单位在用，请换一个。用过的代码不能再用。"]})
    unit = Unit(code=code, kind=kind, parent_id=above.id, path=f"{above.path}{code}/", **facts)
    db.session.add(unit)
    trail.record(unit, ADD_UNIT, by=actor)
    return unit


def correct_unit(actor: Actor, unit: Unit, *, parent: str, **facts: Any) -> None:
    """Writes the facts and confirms them. The trail says what each of them was before.

    Raises Invalid when the unit cannot stand below `parent`, the code of a unit or empty for the root.
    """
    require(rules.can_keep_units(actor))
    if unit.parent_id is None and facts["kind"] is not UnitKind.DISTRICT:
        raise Invalid(fields={"kind": ["最上面的单位只能是区政协。"]})
    changed = {name: getattr(unit, name) for name, value in facts.items() if getattr(unit, name) != value}
    for name in changed:
        setattr(unit, name, facts[name])
    moved = _move(unit, parent)
    unit.is_sample = False
    said = [f"{LABELS[name]}原来是“{_word(before)}”" for name, before in changed.items()]
    trail.record(unit, CORRECT_UNIT, by=actor, note="；".join([*said, *moved])[:1000] or "没有改动，核对无误")


def confirm_units(actor: Actor, units: Sequence[Unit]) -> None:
    """Their names and places in the tree are right as they are."""
    require(rules.can_keep_units(actor))
    for unit in units:
        unit.is_sample = False
        trail.record(unit, CONFIRM_UNIT, by=actor)


def retire_unit(actor: Actor, unit: Unit, *, note: str) -> None:
    """From today on nothing begins here; what was done stays under its addresses. Raises Conflict for the root, and
    while a unit below is in service. Whether matters are open is asked by the caller, who knows the slices above.
    """
    require(rules.can_keep_units(actor))
    below = [one.short_name for one in units_below(unit) if one.retired_on is None]
    if unit.parent_id is None or below:
        why = f"它下面还有{'、'.join(below[:3])}等{len(below)}个单位" if below else "它是最上面的单位"
        raise Conflict(f"{unit.name}没有撤：{why}。请先把下面的单位移到别处。", code="unit_in_use")
    unit.retired_on = unit.retired_on or clock.today()
    trail.record(unit, RETIRE_UNIT, by=actor, note=note)


def reopen_unit(actor: Actor, unit: Unit) -> None:
    """Raises Conflict below a retired unit."""
    require(rules.can_keep_units(actor))
    above = db.session.get(Unit, unit.parent_id) if unit.parent_id else None
    if above is not None and above.retired_on is not None:
        raise Conflict(f"{unit.name}没有恢复：它的上级{above.name}已经撤了。请先恢复上级。", code="wrong_state")
    unit.retired_on = None
    trail.record(unit, REOPEN_UNIT, by=actor)


def _parent(code: str) -> Unit:
    try:
        above = get_unit(code)
    except NotFound:
        raise Invalid(fields={"parent": ["没有这个上级单位，请从清单里选。"]}) from None
    if above.retired_on is not None:
        raise Invalid(fields={"parent": [f"{above.name}已经撤了，不能放在它下面。"]})
    return above


def _move(unit: Unit, parent: str) -> list[str]:
    """Puts the unit and all below it under another one; their paths, which carry everybody's reach, move along."""
    if unit.parent_id is None:
        return []
    _lock_all()
    above, before = _parent(parent), unit.path
    if above.id == unit.parent_id:
        return []
    if above.path.startswith(unit.path):
        raise Invalid(fields={"parent": ["不能放到自己或自己下面的单位下面。"]})
    for one in [unit, *units_below(unit)]:
        one.path = f"{above.path}{unit.code}/{one.path.removeprefix(before)}"
    unit.parent_id = above.id
    return [f"从 {before} 移到 {unit.path}"]


def _lock_all() -> None:
    """Two moves at once could put each of two units below the other."""
    everyone = select(Unit).order_by(Unit.id).with_for_update(key_share=True)
    db.session.scalars(everyone.execution_options(populate_existing=True)).all()


def _word(value: object) -> str:
    return value.label if isinstance(value, UnitKind) else str(value)
