"""Parameters: numbers and choices that the district sets from a day on. A slice declares its own in `parameters.py`,
`value_of` reads them all. Until one is set, it is what the installation's setting says, else its default.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from cachetools import TTLCache
from sqlalchemy import select

from yiguan.base import clock
from yiguan.base.errors import Invalid, NotFound
from yiguan.organisation.kinds import Keeper, Parameter
from yiguan.organisation.models import ParameterValue
from yiguan.slices import found
from yiguan.store.db import db

T = TypeVar("T")
CHANGED = "parameters_changed"
KEPT_S = 5
"""How long another process may count by the values of before."""
_kept: TTLCache[tuple[int, date], dict[str, str]] = TTLCache(8, KEPT_S)
_lock = Lock()


def value_of(parameter: Parameter[T]) -> T:
    """What it is today; a value that an upgrade has made unfit gives way to the first one."""
    spelled = _today().get(parameter.name)
    try:
        return parameter.first if spelled is None else parameter.read(spelled)
    except Invalid:
        return parameter.first


def value_on(parameter: Parameter[T], day: date) -> T:
    """What it was on that day: a promise that was given then is kept (decision 0044)."""
    known = _read(day).get(parameter.name)
    return parameter.first if known is None else parameter.read(known)


def spelled(*parameters: Parameter[Any]) -> dict[str, str]:
    """What they are today, as they are stored."""
    return {one.name: one.spell(value_of(one)) for one in parameters}


def read_anew() -> None:
    """Called by whoever changed a value: this session reads what it wrote, this process what is committed by then."""
    db.session.flush()
    db.session().info[CHANGED] = True
    forget()


def forget() -> None:
    with _lock:
        _kept.clear()


def all_parameters() -> list[Parameter[Any]]:
    """Those of every slice, lower slices first."""
    return [one for module in found("parameters") for one in module.PARAMETERS]


def kept_by(keeper: Keeper) -> list[Parameter[Any]]:
    return [one for one in all_parameters() if one.keeper is keeper]


def get_parameter(slug: str, keeper: Keeper) -> Parameter[Any]:
    """Raises NotFound."""
    known = next((one for one in kept_by(keeper) if one.slug == slug), None)
    if known is None:
        raise NotFound("没有这一项设置。请回到清单再找。")
    return known


def rows_of(parameter: Parameter[Any]) -> Sequence[ParameterValue]:
    """What the office set, the latest day first."""
    set_ = (ParameterValue.name == parameter.name, ParameterValue.value.is_not(None))
    return db.session.scalars(select(ParameterValue).where(*set_).order_by(ParameterValue.valid_from.desc())).all()


def _today() -> Mapping[str, str]:
    """The values of today, kept for some seconds: a scan would pay for them with one statement in three."""
    today = clock.today()
    if db.session().info.get(CHANGED):
        return _read(today)
    key = id(db.engine), today
    with _lock:
        found = _kept.get(key)
    if found is None:
        found = _read(today)
        with _lock:
            _kept[key] = found
    return found


def _read(today: date) -> dict[str, str]:
    begun = (ParameterValue.valid_from <= today, ParameterValue.value.is_not(None))
    query = select(ParameterValue.name, ParameterValue.value).where(*begun).order_by(ParameterValue.valid_from)
    return {name: value for name, value in db.session.execute(query) if value is not None}
