"""等您处理: what waits for a convener, one statement a kind, few of each, what is late first."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.calendar.deadlines import Deadline
from yiguan.leads.models import Lead
from yiguan.leads.states import LeadState
from yiguan.meetings.models import AgendaItem, Meeting
from yiguan.meetings.states import AHEAD, HELD, RUNNING, MeetingState
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import UNCONFIRMED
from yiguan.notifications.models import Notice
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import EDITABLE
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.topics.models import Topic
from yiguan.topics.states import DRAFTS

FEW = 8
STATION = tuple(map(str, CONVENING))
M = MeetingState
SOON = timedelta(days=2)


@dataclass(frozen=True)
class Task:
    """One line of the queue; without `due` it waits in no hurry, after those that have a day."""

    title: str
    url: str
    meta: str
    due: date | None = None
    word: str = ""

    @property
    def deadline(self) -> Deadline | None:
        return Deadline(self.due, None, tentative=False, explain="") if self.due else None


@dataclass(frozen=True)
class Today:
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
        agenda = f"议程 {self.agenda_items} 项，共 {self.agenda_minutes} 分钟" if self.agenda_items else "议程还没写"
        notice = f"通知已发 {self.told} 人" if self.meeting.state is not M.PLANNED else "通知还没发"
        door = "签到已经开始" if self.is_on else "大屏签到码还没打开"
        return [(notice, self.meeting.state is not M.PLANNED), (agenda, self.agenda_items > 0), (door, self.is_on)]

    @property
    def missing(self) -> int:
        return sum(not done for _, done in self.checks)


def queue(actor: Actor) -> list[Task]:
    """Everything of the actor's own stations, what is due first on top; four statements."""
    found = [*_leads(actor), *_minutes(actor), *_recommendations(actor), *_topics(actor)]
    return sorted(found, key=lambda task: task.due or date.max)


def _leads(actor: Actor) -> list[Task]:
    query = select(Lead).join(Lead.unit).options(contains_eager(Lead.unit))
    query = query.where(reaches(actor, Unit.path, *STATION), Lead.state == LeadState.SUBMITTED)
    rows = db.session.scalars(query.order_by(Lead.due_on, Lead.id).limit(FEW))
    return [
        Task(
            lead.title, f"/bench/leads/{lead.id}", f"线索 · {lead.channel.label} · {lead.unit.short_name}", lead.due_on
        )
        for lead in rows
    ]


def _topics(actor: Actor) -> list[Task]:
    query = select(Topic).join(Topic.unit).options(contains_eager(Topic.unit))
    query = query.where(reaches(actor, Unit.path, *STATION), Topic.state.in_(DRAFTS)).order_by(Topic.state.desc())
    rows = db.session.scalars(query.order_by(Topic.id).limit(FEW))
    meta = "议题 · {} · {}"
    return [
        Task(t.title, f"/bench/topics/{t.id}", meta.format(t.state.label, t.unit.short_name), t.due_on, t.state.label)
        for t in rows
    ]


def _minutes(actor: Actor) -> list[Task]:
    """Meetings that are over and whose minutes nobody has confirmed yet."""
    unwritten = or_(Minutes.id.is_(None), Minutes.state.in_(UNCONFIRMED))
    query = select(Meeting, Minutes).join(Meeting.unit).outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    over = (Meeting.state.in_(HELD), unwritten)
    rows = db.session.execute(
        query.where(reaches(actor, Unit.path, *STATION), *over).order_by(Meeting.ends_at).limit(FEW)
    )
    return [_minutes_task(meeting, minutes) for meeting, minutes in rows]


def _minutes_task(meeting: Meeting, minutes: Minutes | None) -> Task:
    word = "纪要" + (minutes.state.label if minutes else "还没写")
    held = f"协商会 {clock.day(meeting.starts_at)}"
    due = minutes.due_on if minutes else None
    return Task(f"{meeting.title}：{word}", f"/bench/meetings/{meeting.code}/minutes", held, due, word)


def _recommendations(actor: Actor) -> list[Task]:
    query = select(Recommendation).join(Recommendation.unit)
    query = query.where(reaches(actor, Unit.path, *STATION), Recommendation.state.in_(EDITABLE))
    rows = db.session.scalars(query.order_by(Recommendation.state.desc(), Recommendation.id).limit(FEW))
    return [
        Task(r.title, f"/bench/recommendations/{r.id}", f"协商建议 · {r.state.label}", None, r.state.label)
        for r in rows
    ]


def next_meeting(actor: Actor) -> Today | None:
    """The meeting that is on, or the next one within two days, with its agenda and how many were told."""
    of_meeting, now = AgendaItem.meeting_id == Meeting.id, clock.now()
    items = select(func.count()).where(of_meeting).scalar_subquery()
    minutes = select(func.coalesce(func.sum(AgendaItem.minutes), 0)).where(of_meeting).scalar_subquery()
    about = (Notice.subject == "meeting", Notice.subject_id == Meeting.id)
    told = select(func.count(Notice.person_id.distinct())).where(*about).scalar_subquery()
    near = (Meeting.starts_at < now + SOON, Meeting.ends_at > now - timedelta(hours=6), Meeting.state.in_(AHEAD))
    query = select(Meeting, items, minutes, told).join(Meeting.unit).where(reaches(actor, Unit.path), *near)
    row = db.session.execute(query.order_by(Meeting.starts_at).limit(1)).first()
    return Today(*row) if row else None
