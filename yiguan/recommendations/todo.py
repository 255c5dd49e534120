"""建议: drafts that wait for their station, submitted ones that wait for review and signature."""

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import select

from yiguan.base.actor import Actor
from yiguan.documents.paper import Paper
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DESK_ROLES, DISTRICT_STAFF
from yiguan.recommendations import queries
from yiguan.recommendations.acts import SIGN
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.paper import paper_of
from yiguan.recommendations.states import EDITABLE, RecommendationState
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.machines import open_to
from yiguan.workflow.todos import FEW, MenuEntry, Queue, Task, Tile, Todo, ToSign

S = RecommendationState
UNSIGNED = (*EDITABLE, S.SUBMITTED, S.APPROVED)


def _drafts(actor: Actor) -> Sequence[Task]:
    query = select(Recommendation).join(Recommendation.unit)
    query = query.where(reaches(actor, Unit.path, *CONVENING), Recommendation.state.in_(EDITABLE))
    return [
        Task(r.title, f"/bench/recommendations/{r.id}", f"协商建议 · {r.state.label}", word=r.state.label, position=30)
        for r in db.session.scalars(query.order_by(Recommendation.state.desc(), Recommendation.id).limit(FEW))
    ]


def _to_decide(actor: Actor) -> Sequence[Task]:
    """What this person may decide: the chair signs what is approved, the office reviews."""
    waiting = db.session.scalars(queries.listed(actor, S.SUBMITTED, S.APPROVED))
    rows = islice((r for r in waiting if open_to(actor, r)), FEW)
    return [Task(r.title, f"/desk/recommendations/{r.id}", r.unit.name, word=r.state.label) for r in rows]


def _to_sign(actor: Actor) -> Sequence[Recommendation]:
    approved = db.session.scalars(queries.listed(actor, S.APPROVED))
    return [one for one in approved if SIGN.name in open_to(actor, one) and one.approved_by != actor.id]


def _paper(recommendation: Recommendation) -> Paper:
    return paper_of(recommendation, queries.items_of(recommendation))


def _page(recommendation: Recommendation) -> str:
    return f"/desk/recommendations/{recommendation.id}"


def _label(recommendation: Recommendation) -> str:
    return recommendation.unit.short_name


def _tiles(actor: Actor) -> Sequence[Tile]:
    waiting = (("待审核建议", S.SUBMITTED), ("待签发建议", S.APPROVED))
    return [
        Tile(label, f"/desk/recommendations?state={state}", queries.listed(actor, state)) for label, state in waiting
    ]


def _open_at(path: str) -> Sequence[Tile]:
    query = select(Recommendation).join(Recommendation.unit)
    query = query.where(Unit.path.startswith(path, autoescape=True), Recommendation.state.in_(UNSIGNED))
    return (Tile("没有签发的协商建议", "/bench/recommendations", query),)


TODO = Todo(
    bench=_drafts,
    desk=Queue("等着审核、签发的建议", _to_decide),
    tiles=_tiles,
    open_at=_open_at,
    signs=(ToSign(SIGN, _to_sign, queries.get_recommendation, _paper, _page, _label),),
    menu=(
        MenuEntry("bench", 40, "建议", "/bench/recommendations", roles=(*CONVENING, *DISTRICT_STAFF)),
        MenuEntry("desk", 30, "协商建议", "/desk/recommendations", "协商", DESK_ROLES),
    ),
)
