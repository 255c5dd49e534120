"""联合主办: units that hold a meeting together. One plans and runs it; the others see it, tell their members of it, and
put topics of theirs on its agenda.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import aliased

from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.base.labels import Labelled
from yiguan.meetings.models import CoHost, Meeting
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import STATION_KINDS
from yiguan.store.db import db
from yiguan.store.reach import reaches

_CoUnit = aliased(Unit)


def of(meeting: Meeting) -> Sequence[Unit]:
    """The units beside the meeting's own, in their order."""
    query = select(Unit).join(CoHost, CoHost.unit_id == Unit.id).where(CoHost.meeting_id == meeting.id)
    return db.session.scalars(query.order_by(CoHost.position)).all()


def named(meeting: Meeting) -> str:
    """All units that hold it, the one that runs it first; empty where it does so alone, since the page names it."""
    others = of(meeting)
    return "、".join(one.short_name for one in (meeting.unit, *others)) if others else ""


def choices(unit: Unit) -> list[tuple[str, str]]:
    """(code, name) of the units that may hold a meeting together with this one."""
    return [(one.code, one.short_name) for one in units_of(*STATION_KINDS) if one.id != unit.id]


def within(actor: Actor, *roles: Labelled) -> ColumnElement[bool]:
    """Whether one of a meeting's units beside its own lies within the actor's reach."""
    theirs = select(CoHost.id).join(_CoUnit, _CoUnit.id == CoHost.unit_id).where(CoHost.meeting_id == Meeting.id)
    return theirs.where(reaches(actor, _CoUnit.path, *roles)).exists()


def held_by(unit: Unit) -> ColumnElement[bool]:
    """Whether the unit holds the meeting, by itself or together with others."""
    together = select(CoHost.meeting_id).where(CoHost.unit_id == unit.id)
    return (Meeting.unit_id == unit.id) | Meeting.id.in_(together)


def known(unit: Unit, codes: Sequence[str]) -> list[Unit]:
    """The units with these codes, without the meeting's own. Raises Invalid for one that holds no meetings."""
    stations = {one.code: one for one in units_of(*STATION_KINDS)}
    if set(codes) - set(stations):
        raise Invalid(fields={"co_hosts": ["联合主办的单位里，有一个没有或者已经撤了，请重新选。"]})
    return [stations[code] for code in dict.fromkeys(codes) if code != unit.code]


def write(meeting: Meeting, units: Sequence[Unit]) -> None:
    db.session.execute(delete(CoHost).where(CoHost.meeting_id == meeting.id))
    db.session.add_all(CoHost(meeting_id=meeting.id, position=n, unit_id=u.id) for n, u in enumerate(units, start=1))
