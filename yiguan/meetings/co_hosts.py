"""联合主办: units that hold a meeting together. One plans and runs it; the others see it, tell their members of it, and
put topics of theirs on its agenda.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import aliased
from sqlalchemy.orm.attributes import flag_modified

from yiguan.audit import trail
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Forbidden, Invalid
from yiguan.base.labels import Labelled
from yiguan.meetings.marks import LEAVE_HOSTS
from yiguan.meetings.models import CoHost, Meeting
from yiguan.meetings.states import AHEAD
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import units_of
from yiguan.organisation.states import STATION_KINDS
from yiguan.people.states import CONVENING
from yiguan.store.db import db
from yiguan.store.reach import reaches

_CoUnit = aliased(Unit)
NOT_YOURS = "只有一起办这场会的单位的召集人能退出，什么都没有改动。"
OVER = "会已经开过或者取消了，不用再退出。什么都没有改动。"


def of(meeting: Meeting) -> Sequence[Unit]:
    """The units beside the meeting's own, in their order."""
    query = select(Unit).join(CoHost, CoHost.unit_id == Unit.id).where(CoHost.meeting_id == meeting.id)
    return db.session.scalars(query.order_by(CoHost.position)).all()


def named(meeting: Meeting) -> str:
    """All units that hold it, the one that runs it first; empty where it does so alone, since the page names it."""
    others = of(meeting)
    return "、".join(one.short_name for one in (meeting.unit, *others)) if others else ""


def choices(unit: Unit, kept: Sequence[Unit] = ()) -> list[tuple[str, str]]:
    """(code, name) of the units that may hold a meeting together with this one, and of those that do."""
    offered = {one.code: one.short_name for one in (*units_of(*STATION_KINDS), *kept) if one.id != unit.id}
    return list(offered.items())


def within(actor: Actor, *roles: Labelled) -> ColumnElement[bool]:
    """Whether one of a meeting's units beside its own lies within the actor's reach."""
    theirs = select(CoHost.id).join(_CoUnit, _CoUnit.id == CoHost.unit_id).where(CoHost.meeting_id == Meeting.id)
    return theirs.where(reaches(actor, _CoUnit.path, *roles)).exists()


def of_actor(actor: Actor, meeting: Meeting) -> Unit | None:
    """The unit beside the meeting's own whose convener the actor is."""
    return next((unit for unit in of(meeting) if actor.has(*CONVENING, path=unit.path)), None)


def leave(actor: Actor, meeting: Meeting) -> Unit:
    """The actor's unit holds the meeting no longer; whoever planned it is told. `meeting` is locked.

    Raises Forbidden for everybody else, Conflict once the meeting is over.
    """
    unit = of_actor(actor, meeting)
    if unit is None:
        raise Forbidden(NOT_YOURS)
    if meeting.state not in AHEAD:
        raise Conflict(OVER, code="wrong_state")
    write(meeting, [one for one in of(meeting) if one.id != unit.id])
    flag_modified(meeting, "title")  # an open form of the plan shows units that are no more
    trail.record(meeting, LEAVE_HOSTS, by=actor, note=unit.name)
    return unit


def held_by(unit: Unit) -> ColumnElement[bool]:
    """Whether the unit holds the meeting, by itself or together with others."""
    together = select(CoHost.meeting_id).where(CoHost.unit_id == unit.id)
    return (Meeting.unit_id == unit.id) | Meeting.id.in_(together)


def known(unit: Unit, codes: Sequence[str], kept: Sequence[Unit] = ()) -> list[Unit]:
    """The units with these codes, without the meeting's own. Raises Invalid for one that holds no meetings and is not
    `kept`, as one that has been retired since.
    """
    stations = {one.code: one for one in (*units_of(*STATION_KINDS), *kept)}
    if set(codes) - set(stations):
        raise Invalid(fields={"co_hosts": ["联合主办的单位里，有一个没有或者已经撤了，请重新选。"]})
    return [stations[code] for code in dict.fromkeys(codes) if code != unit.code]


def write(meeting: Meeting, units: Sequence[Unit]) -> None:
    db.session.execute(delete(CoHost).where(CoHost.meeting_id == meeting.id))
    db.session.add_all(CoHost(meeting_id=meeting.id, position=n, unit_id=u.id) for n, u in enumerate(units, start=1))
