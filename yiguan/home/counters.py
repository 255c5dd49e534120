"""The figures of the desk's first page; each is the length of the list it opens (product.md §3.4)."""

from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select

from yiguan.base.actor import Actor
from yiguan.home import rules
from yiguan.home.models import Feedback
from yiguan.home.tasks import FEW, Task
from yiguan.publishing.queries import PUBLISHERS, to_publish
from yiguan.recommendations import queries as recommendations
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db
from yiguan.topics import queries as topics
from yiguan.topics.states import TopicState

Tile = tuple[int, str, str, str]
R = RecommendationState


def tiles(actor: Actor) -> list[Tile]:
    """(figure, label, address, tone), all counted in one statement over the very lists they open."""
    lists = _lists(actor)
    counts = db.session.execute(select(*[_count(query) for _, _, query in lists])).one()
    return [(count, label, url, "") for count, (label, url, _) in zip(counts, lists, strict=True)]


def _lists(actor: Actor) -> list[tuple[str, str, Select[Any]]]:
    reviewing = "/desk/recommendations?state="
    lists: list[tuple[str, str, Select[Any]]] = [
        ("待审议题", "/desk/topics", topics.queue(actor, TopicState.SCREENING)),
        ("待审核建议", f"{reviewing}{R.SUBMITTED}", recommendations.listed(actor, R.SUBMITTED)),
        ("待签发建议", f"{reviewing}{R.APPROVED}", recommendations.listed(actor, R.APPROVED)),
    ]
    if actor.has(*PUBLISHERS):
        lists.append(("待公开议题", "/desk/publications", to_publish(actor)))
    if rules.can_answer_feedback(actor):
        lists.append(("投诉建议", "/desk/feedback", select(Feedback).where(Feedback.answered_at.is_(None))))
    return lists


def _count(query: Select[Any]) -> ScalarSelect[int]:
    bare = query.order_by(None).with_only_columns(*query.selected_columns[:1])
    return select(func.count()).select_from(bare.subquery()).scalar_subquery()


def to_screen(actor: Actor) -> list[Task]:
    """The topics that wait for screening, what is due first on top."""
    rows = db.session.scalars(topics.queue(actor, TopicState.SCREENING).limit(FEW))
    meta = "{} · {} · {}"
    return [
        Task(t.title, f"/desk/topics/{t.id}", meta.format(t.unit.name, t.source.label, t.level.label), t.due_on)
        for t in rows
    ]


def to_review(actor: Actor) -> list[Task]:
    """The recommendations that wait for review or signature."""
    rows = db.session.scalars(recommendations.listed(actor, R.SUBMITTED, R.APPROVED).limit(FEW))
    return [Task(r.title, f"/desk/recommendations/{r.id}", r.unit.name, word=r.state.label) for r in rows]
