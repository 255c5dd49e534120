"""纪要: meetings that are over and whose minutes nobody has confirmed yet."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import HELD
from yiguan.minutes import queries
from yiguan.minutes.models import Minutes
from yiguan.minutes.states import UNCONFIRMED
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.todos import FEW, Task, Tile, Timing, Todo


def _unwritten(actor: Actor) -> Sequence[Task]:
    query = select(Meeting, Minutes).join(Meeting.unit).outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    lacking = or_(Minutes.id.is_(None), Minutes.state.in_(UNCONFIRMED))
    query = query.where(reaches(actor, Unit.path, *CONVENING), Meeting.state.in_(HELD), lacking)
    rows = db.session.execute(query.order_by(Meeting.ends_at).limit(FEW))
    return [_task(meeting, minutes) for meeting, minutes in rows]


def _task(meeting: Meeting, minutes: Minutes | None) -> Task:
    word = "纪要" + (minutes.state.label if minutes else "还没写")
    return Task(
        f"{meeting.title}：{word}",
        f"/bench/meetings/{meeting.code}/minutes",
        f"协商会 {clock.day(meeting.starts_at)}",
        minutes.deadline if minutes else None,
        word,
        position=20,
    )


def _open_at(path: str) -> Sequence[Tile]:
    query = select(Minutes).join(Meeting, Minutes.meeting_id == Meeting.id).join(Meeting.unit)
    query = query.where(Unit.path.startswith(path, autoescape=True), Minutes.state.in_(UNCONFIRMED))
    return (Tile("没有定稿的纪要", "/bench/meetings", query),)


def _shown(minutes: Minutes) -> tuple[str, str]:
    return f"{minutes.meeting.title}：纪要", f"/bench/meetings/{minutes.meeting.code}/minutes"


TODO = Todo(bench=_unwritten, open_at=_open_at, timed=(Timing(Minutes, "纪要的定稿", queries.visible_to, _shown),))
