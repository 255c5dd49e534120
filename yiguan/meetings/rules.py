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


def can_keep_papers(actor: Actor, meeting: Meeting) -> bool:
    """Who runs it, until the sheet is closed or it is called off."""
    return can_run(actor, meeting) and meeting.state not in (MeetingState.CLOSED, MeetingState.CANCELLED)


def may_open(actor: Actor, meeting: Meeting) -> bool:
    """Who runs it; and the clock, where nobody pressed 开始签到."""
    return actor.kind == SYSTEM.kind or can_run(actor, meeting)
