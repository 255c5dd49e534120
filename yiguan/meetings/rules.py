from typing import Any

from yiguan.base.actor import SYSTEM, Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DISTRICT_STAFF

PLANNERS = (*CONVENING, *DISTRICT_STAFF)


def can_plan(actor: Actor, unit: Unit) -> bool:
    """Conveners and staff of the unit, and the district's staff for every unit."""
    return actor.has(*PLANNERS, path=unit.path)


def can_plan_somewhere(actor: Actor) -> bool:
    """Before a form that names the unit is read."""
    return actor.has(*PLANNERS)


def can_run(actor: Actor, meeting: Meeting) -> bool:
    return can_plan(actor, meeting.unit)


def whom_to_ask(unit: Unit) -> str:
    """For everybody but the unit that runs a meeting, also for the units that hold it together with that one."""
    return f"这一步要办这场会的{unit.called}来做，您的身份不能做，什么都没有改动。请告诉他们的召集人。"


def asks_the_unit(record: Any) -> str:
    """The refusal of an act that the unit of the record does."""
    return whom_to_ask(record.unit)


def can_keep_papers(actor: Actor, meeting: Meeting) -> bool:
    """Who runs it, until the sheet is closed or it is called off."""
    return can_run(actor, meeting) and meeting.state not in (MeetingState.CLOSED, MeetingState.CANCELLED)


def may_open(actor: Actor, meeting: Meeting) -> bool:
    """Who runs it; and the clock, where nobody pressed 开始签到."""
    return actor.kind == SYSTEM.kind or can_run(actor, meeting)
