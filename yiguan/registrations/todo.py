"""我的会: what somebody of the staff attends or holds, from all appointments and invitations, as one list (ST-03)."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings import co_hosts
from yiguan.meetings.models import Meeting
from yiguan.meetings.rules import PLANNERS
from yiguan.meetings.states import AHEAD, TO_COME
from yiguan.meetings.todo import SOON
from yiguan.organisation.models import Unit
from yiguan.people import joining
from yiguan.people.states import BENCH_ROLES
from yiguan.registrations import queries
from yiguan.registrations.models import Registration
from yiguan.registrations.states import HOLDS_SEAT, RegistrationState
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.sections import Section
from yiguan.workflow.todos import FEW, Task, Todo


class Mine(NamedTuple):
    """A meeting, and the line of its list that is one's own, if there is one."""

    meeting: Meeting
    line: Registration | None


def _next(actor: Actor) -> Sequence[Section]:
    """The meeting that is on, or the next one within two days, where the actor is a guest and does not run it."""
    now, one = clock.now(), queries.own_line(actor.id or 0, Meeting.id)
    near = (Meeting.starts_at < now + SOON, Meeting.ends_at > now, Meeting.state.in_(TO_COME))
    expected = Registration.state.in_((*HOLDS_SEAT, RegistrationState.WAITLISTED))
    query = select(Registration).join(Meeting, Registration.id == one).join(Meeting.unit)
    query = query.where(expected, ~reaches(actor, Unit.path, *PLANNERS), *near)
    query = query.options(contains_eager(Registration.meeting).contains_eager(Meeting.unit))
    line = db.session.scalars(query.order_by(Meeting.starts_at).limit(1)).first()
    return (Section("registrations/next.html", line),) if line else ()


def _mine(actor: Actor) -> Sequence[Section]:
    """The next meetings first; one that a person both holds and attends is one line."""
    one = queries.own_line(actor.id or 0, Meeting.id)
    query = select(Meeting, Registration).join(Meeting.unit).outerjoin(Registration, Registration.id == one)
    query = query.where(Meeting.state.in_(AHEAD), Meeting.ends_at > clock.now())
    held = reaches(actor, Unit.path, *BENCH_ROLES) | co_hosts.within(actor, *BENCH_ROLES)
    query = query.where(or_(Registration.id.is_not(None), held))
    query = query.options(contains_eager(Meeting.unit)).order_by(Meeting.starts_at, Meeting.id).limit(FEW)
    found = [Mine(*row) for row in db.session.execute(query)]
    return (Section("registrations/my_meetings.html", found),) if found else ()


def _to_answer(actor: Actor) -> Sequence[Task]:
    """请您答一声: invitations to announced meetings that wait for a yes or a no."""
    mine = Registration.person_id.in_(joining.shown(actor.id or 0))
    waits = (mine, Registration.state == RegistrationState.INVITED)
    query = select(Registration).join(Registration.meeting).options(contains_eager(Registration.meeting))
    query = query.where(*waits, Meeting.state.in_(TO_COME), Meeting.ends_at > clock.now())
    return [_answer(line.meeting) for line in db.session.scalars(query.order_by(Meeting.starts_at).limit(FEW))]


def _answer(meeting: Meeting) -> Task:
    meta = f"{clock.moment(meeting.starts_at)} · {meeting.place}"
    return Task(f"请您答一声，能不能来：{meeting.title}", f"/bench/invitations/{meeting.code}", meta, position=5)


TODO = Todo(cards=_next, bench=_to_answer, own=_mine)
