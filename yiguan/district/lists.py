"""The lists of reasons and fields as their pages show them: what is offered, what comes, what is over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select

from yiguan.base import clock
from yiguan.base.errors import Invalid, NotFound
from yiguan.organisation import values
from yiguan.organisation.kinds import Parameter
from yiguan.organisation.models import Field, ParameterValue, Reason
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

L = TypeVar("L", Field, Reason)
GONE = "没有这一条。请回到清单再找。"


def reasons() -> Select[Reason]:
    """Those of today and later, by kind and then as they came."""
    return select(Reason).where(*_to_come(Reason)).order_by(Reason.kind, Reason.id)


def fields() -> Select[Field]:
    """Those of today and later, in the office's order."""
    return select(Field).where(*_to_come(Field)).order_by(Field.position, Field.valid_from)


def reasons_by_kind() -> Mapping[ReasonKind, Sequence[Reason]]:
    """Every kind, the entries that follow each other together."""
    found: dict[ReasonKind, list[Reason]] = {kind: [] for kind in ReasonKind}
    for reason in db.session.scalars(reasons()):
        found[reason.kind].append(reason)
    return {kind: _together(rows) for kind, rows in found.items()}


def get_reason(reason_id: int) -> Reason:
    """Raises NotFound."""
    return _there(db.session.get(Reason, reason_id))


def get_field(field_id: int) -> Field:
    """Raises NotFound."""
    return _there(db.session.get(Field, field_id))


def said_of(row: Field | Reason) -> str:
    """When the row is offered, if that is not simply now."""
    if row.valid_from > clock.today():
        return f"{clock.day(row.valid_from)}起用"
    if row.valid_to is None:
        return ""
    return f"用到{clock.day(row.valid_to)}为止"


def coming(parameter: Parameter[Any]) -> list[tuple[str, str]]:
    """What begins later: the day and the value in words, the earliest first."""
    rows = reversed(values.rows_of(parameter))
    return [(clock.day(row.valid_from), _words(parameter, row)) for row in rows if row.valid_from > clock.today()]


def past(parameter: Parameter[Any]) -> list[tuple[str, str]]:
    """Everything that was set, the latest day first."""
    return [(clock.written(row.valid_from), _words(parameter, row)) for row in values.rows_of(parameter)]


def _words(parameter: Parameter[Any], row: ParameterValue) -> str:
    try:
        return parameter.words(parameter.read(row.value or ""))
    except Invalid:  # an upgrade has made it unfit
        return row.value or ""


def tomorrow() -> str:
    return str(clock.today() + timedelta(days=1))


def _together(rows: Iterable[Reason]) -> Sequence[Reason]:
    places: dict[str, int] = {}
    kept = list(rows)
    for row in kept:
        places.setdefault(row.code, len(places))
    return sorted(kept, key=lambda row: (places[row.code], row.valid_from))


def _to_come(listed: type[Field] | type[Reason]) -> tuple[ColumnElement[bool], ...]:
    ends = listed.valid_to
    return (or_(ends.is_(None), and_(ends >= clock.today(), ends >= listed.valid_from)),)


def _there(found: L | None) -> L:
    if found is None:
        raise NotFound(GONE)
    return found
