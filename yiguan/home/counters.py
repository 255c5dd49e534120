"""The figures of the desk's first page; each is the length of the list it opens (product.md §3.4)."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from yiguan.home import policy
from yiguan.home.models import Feedback
from yiguan.home.tasks import FEW, Task
from yiguan.kernel.actor import Actor
from yiguan.kernel.db import db
from yiguan.organisation.models import Unit
from yiguan.publishing.queries import to_publish
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState

Tile = tuple[int, str, str, str]
R = RecommendationState


def tiles(actor: Actor) -> list[Tile]:
    """(figure, label, address, tone), all counted in one statement."""
    lists = _lists(actor)
    counts = db.session.execute(select(*(_count(query) for _, _, query in lists))).one()
    return [(count, label, url, "") for count, (label, url, _) in zip(counts, lists, strict=True)]


def _lists(actor: Actor) -> list[tuple[str, str, Select[tuple[int]]]]:
    lists = [
        ("待审议题", "/desk/topics", _topics(actor, TopicState.SCREENING)),
        ("待审核建议", "/desk/recommendations?state=submitted", _recommendations(actor, R.SUBMITTED)),
        ("待签发建议", "/desk/recommendations?state=approved", _recommendations(actor, R.APPROVED)),
        ("待公开议题", "/desk/publications", to_publish(actor).with_only_columns(Topic.id)),
    ]
    if policy.can_answer_feedback(actor):
        waiting = select(Feedback.id).where(Feedback.answered_at.is_(None))
        lists.append(("投诉建议", "/desk/feedback", waiting))
    return lists


def _count(query: Select[tuple[int]]) -> object:
    return select(func.count()).select_from(query.order_by(None).subquery()).scalar_subquery()


def _topics(actor: Actor, *states: TopicState) -> Select[tuple[int]]:
    return select(Topic.id).join(Topic.unit).where(actor.reaches(Unit.path), Topic.state.in_(states))


def _recommendations(actor: Actor, *states: RecommendationState) -> Select[tuple[int]]:
    within = select(Recommendation.id).join(Recommendation.unit).where(actor.reaches(Unit.path))
    return within.where(Recommendation.state.in_(states))


def to_screen(actor: Actor) -> list[Task]:
    """The topics that wait longest for screening."""
    query = select(Topic).join(Topic.unit).options(contains_eager(Topic.unit)).where(actor.reaches(Unit.path))
    rows = db.session.scalars(query.where(Topic.state == TopicState.SCREENING).order_by(Topic.id).limit(FEW))
    meta = "{} · {} · {}"
    return [
        Task(t.title, f"/desk/topics/{t.id}", meta.format(t.unit.name, t.source.label, t.level.label), t.due_on)
        for t in rows
    ]


def to_review(actor: Actor) -> list[Task]:
    """The recommendations that wait longest for review or signature."""
    query = select(Recommendation).join(Recommendation.unit).options(contains_eager(Recommendation.unit))
    query = query.where(actor.reaches(Unit.path), Recommendation.state.in_((R.SUBMITTED, R.APPROVED)))
    rows = db.session.scalars(query.order_by(Recommendation.id).limit(FEW))
    return [Task(r.title, f"/desk/recommendations/{r.id}", r.unit.name, word=r.state.label) for r in rows]
