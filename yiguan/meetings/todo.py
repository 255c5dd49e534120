"""协商会: the one that is on, or the next one, with what it still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings import rules
from yiguan.meetings.models import AgendaItem, Meeting
from yiguan.meetings.states import AHEAD, RUNNING, TO_CLOSE, MeetingState
from yiguan.notifications.models import Notice
from yiguan.organisation.models import Unit
from yiguan.people.joining import main_of
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.sections import Section
from yiguan.workflow.todos import MenuEntry, Tile, Todo

SOON = timedelta(days=2)


@dataclass(frozen=True)
class Next:
    """The next meeting and what it still lacks."""

    meeting: Meeting
    agenda_items: int
    agenda_minutes: int
    told: int

    @property
    def is_on(self) -> bool:
        return self.meeting.state in RUNNING

    @property
    def checks(self) -> list[tuple[str, bool]]:
        announced = self.meeting.state is not MeetingState.PLANNED
        agenda = f"议程 {self.agenda_items} 项，共 {self.agenda_minutes} 分钟" if self.agenda_items else "议程还没写"
        notice = f"通知已发 {self.told} 人" if announced else "通知还没发"
        door = "签到已经开始" if self.is_on else "大屏签到码还没打开"
        return [(notice, announced), (agenda, self.agenda_items > 0), (door, self.is_on)]

    @property
    def missing(self) -> int:
        return sum(not done for _, done in self.checks)


def _next(actor: Actor) -> Sequence[Section]:
    """Of those that the actor runs, the meeting that is on, or the next one within two days, with its agenda and how
    many were told; guests read what they have to do themselves (registrations/todo.py).
    """
    of_meeting, now = AgendaItem.meeting_id == Meeting.id, clock.now()
    items = select(func.count()).where(of_meeting).scalar_subquery()
    minutes = select(func.coalesce(func.sum(AgendaItem.minutes), 0)).where(of_meeting).scalar_subquery()
    about = (Notice.subject == "meeting", Notice.subject_id == Meeting.id)
    told = select(func.count(main_of(Notice.person_id).distinct())).where(*about).scalar_subquery()
    near = (Meeting.starts_at < now + SOON, Meeting.ends_at > now - timedelta(hours=6), Meeting.state.in_(AHEAD))
    runs = reaches(actor, Unit.path, *rules.PLANNERS)
    query = select(Meeting, items, minutes, told).join(Meeting.unit).where(runs, *near)
    query = query.options(contains_eager(Meeting.unit)).order_by(Meeting.starts_at).limit(1)
    row = db.session.execute(query).first()
    return (Section("meetings/next.html", Next(*row)),) if row else ()


def _open_at(path: str) -> Sequence[Tile]:
    unfinished = (Unit.path.startswith(path, autoescape=True), Meeting.state.in_((*AHEAD, *TO_CLOSE)))
    return (Tile("没有开完、核定完的会", "/bench/meetings", select(Meeting).join(Meeting.unit).where(*unfinished)),)


TODO = Todo(cards=_next, open_at=_open_at, menu=(MenuEntry("bench", 30, "协商会", "/bench/meetings"),))
