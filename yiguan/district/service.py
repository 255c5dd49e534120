"""The office sets parameters from a day on; running time limits keep what was promised unless the office says so."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid
from yiguan.calendar.days import entered
from yiguan.calendar.models import TimeLimit
from yiguan.calendar.moves import WITH_PAUSES, Move, carry_out, moves_of
from yiguan.district.marks import SET, TAKE_BACK
from yiguan.organisation.kinds import Parameter
from yiguan.organisation.models import ParameterValue
from yiguan.organisation.values import read_anew, value_of
from yiguan.store.db import db

PAST = "不能从过去的日子起，请选今天或以后的日子。"
LATER = "正在走的时限，只能从今天起改。请把日子改成今天，或者不勾这一项。"
NOTHING = "没有还没开始的改动，什么都没有收回。"


def check(parameter: Parameter[Any], *, valid_from: date, running: bool) -> None:
    """Raises Invalid for a past day, and for running limits that would change later."""
    if valid_from < clock.today():
        raise Invalid(fields={"valid_from": [PAST]})
    if running and parameter.times is not None and valid_from > clock.today():
        raise Invalid(fields={"running": [LATER]})


def preview(parameter: Parameter[Any], value: object, *, running: bool, lock: bool = False) -> list[Move]:
    """The running limits that get the new length; paused ones go on with what was left of theirs."""
    if parameter.times is None or not running or not isinstance(value, int):
        return []
    timed = select(parameter.times.limit_id)
    runs = (TimeLimit.id.in_(timed), TimeLimit.ended_on.is_(None), TimeLimit.due.is_not(None))
    query = select(TimeLimit).where(*runs).order_by(TimeLimit.due, TimeLimit.id).options(WITH_PAUSES)
    query = query.with_for_update() if lock else query
    limits = db.session.scalars(query, execution_options={"populate_existing": lock}).all()
    return moves_of(limits, entered(), length=value)


def set_value(
    actor: Actor, parameter: Parameter[Any], value: Any, *, valid_from: date, running: bool = False
) -> Sequence[Move]:
    """Raises Invalid as `check` does. Returns the running limits that changed."""
    check(parameter, valid_from=valid_from, running=running)
    before = parameter.trace(parameter.spell(value_of(parameter)))
    same_day = (ParameterValue.name == parameter.name, ParameterValue.valid_from == valid_from)
    row = db.session.scalar(select(ParameterValue).where(*same_day))
    row = row or ParameterValue(name=parameter.name, valid_from=valid_from)
    row.value = parameter.spell(value)
    db.session.add(row)
    moves = preview(parameter, value, running=running, lock=True)
    also = "，正在走的也改" if moves else ""
    note = f"{parameter.label}：{parameter.words(value)}，从{clock.day(valid_from)}起{also}"
    trail.record(row, SET, by=actor, before=before, after=parameter.trace(row.value), note=note)
    carry_out(actor, moves)
    read_anew()
    return moves


def take_back(actor: Actor, parameter: Parameter[Any]) -> None:
    """Everything that has not begun. Raises Conflict if there is nothing of it."""
    coming = (ParameterValue.name == parameter.name, ParameterValue.valid_from > clock.today())
    rows = db.session.scalars(select(ParameterValue).where(*coming, ParameterValue.value.is_not(None))).all()
    if not rows:
        raise Conflict(NOTHING, code="wrong_state")
    for row in rows:
        before, row.value = parameter.trace(row.value or ""), None
        trail.record(row, TAKE_BACK, by=actor, before=before, note=f"{parameter.label}，{clock.day(row.valid_from)}")
    read_anew()
