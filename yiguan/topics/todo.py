"""议题: drafts that wait for their station, submitted ones that wait for screening."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DESK_ROLES
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.topics import queries
from yiguan.topics.models import Topic
from yiguan.topics.states import DRAFTS, ENDED, TopicState
from yiguan.workflow.todos import FEW, MenuEntry, Queue, Task, Tile, Timing, Todo


def _drafts(actor: Actor) -> Sequence[Task]:
    query = select(Topic).join(Topic.unit).options(contains_eager(Topic.unit))
    query = query.where(reaches(actor, Unit.path, *CONVENING), Topic.state.in_(DRAFTS))
    return [_draft(t) for t in db.session.scalars(query.order_by(Topic.state.desc(), Topic.id).limit(FEW))]


def _draft(topic: Topic) -> Task:
    meta = f"议题 · {topic.state.label} · {topic.unit.short_name}"
    return Task(topic.title, f"/bench/topics/{topic.id}", meta, topic.deadline, topic.state.label, position=40)


def _to_screen(actor: Actor) -> Sequence[Task]:
    """What is due first on top."""
    return [_screened(t) for t in db.session.scalars(queries.queue(actor, TopicState.SCREENING).limit(FEW))]


def _screened(topic: Topic) -> Task:
    meta = f"{topic.unit.name} · {topic.source.label} · {topic.level.label}"
    return Task(topic.title, f"/desk/topics/{topic.id}", meta, topic.deadline)


def _tiles(actor: Actor) -> Sequence[Tile]:
    return (Tile("待审议题", "/desk/topics", queries.queue(actor, TopicState.SCREENING)),)


def _open_at(path: str) -> Sequence[Tile]:
    unfinished = (Unit.path.startswith(path, autoescape=True), Topic.state.not_in((*ENDED, TopicState.MERGED)))
    return (Tile("没有结束的议题", "/bench/topics", select(Topic).join(Topic.unit).where(*unfinished)),)


TODO = Todo(
    bench=_drafts,
    desk=Queue("等着审的议题", _to_screen),
    tiles=_tiles,
    open_at=_open_at,
    menu=(
        MenuEntry("bench", 20, "议题", "/bench/topics"),
        MenuEntry("desk", 20, "议题", "/desk/topics", "协商", DESK_ROLES),
    ),
    timed=(Timing(Topic, "议题的审题", queries.visible_to, lambda topic: (topic.title, f"/desk/topics/{topic.id}")),),
)
