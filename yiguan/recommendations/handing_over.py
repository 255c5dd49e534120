"""Signed recommendations are handed over: their items become cases, one for each unit that they name."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base.actor import SYSTEM, Actor
from yiguan.handling.entering import Matter, Paper, enter
from yiguan.recommendations import queries
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import RecommendationState
from yiguan.store.db import db

AT_ONCE = 50


def hand_over(actor: Actor, recommendation: Recommendation, items: Sequence[RecommendationItem]) -> None:
    """Each item once; what was handed over before stays as it is."""
    waiting = [item for item in items if item.handling_item_id is None]
    page = f"/bench/recommendations/{recommendation.id}/letter"
    paper = Paper(
        recommendation.unit, recommendation.title, recommendation.number or "", page, recommendation.is_sample
    )
    made = enter(actor, paper, [_matter(item) for item in waiting])
    for item in waiting:
        item.handling_item_id = made[item.position].id


def _matter(item: RecommendationItem) -> Matter:
    analysis = f"分析：{item.analysis}\n" if item.analysis else ""
    text = f"问题：{item.problem}\n{analysis}建议：{item.advice}"
    return Matter(item.position, text, item.unit_id, [unit.id for unit in item.co_units])


def hand_over_old() -> int:
    """What was signed before there were cases; returns how many papers."""
    left = select(RecommendationItem.recommendation_id).where(RecommendationItem.handling_item_id.is_(None))
    signed = (Recommendation.state == RecommendationState.ISSUED, Recommendation.id.in_(left))
    query = select(Recommendation).where(*signed).options(joinedload(Recommendation.unit)).order_by(Recommendation.id)
    found = db.session.scalars(query.limit(AT_ONCE).with_for_update(of=Recommendation, skip_locked=True)).all()
    for recommendation in found:
        hand_over(SYSTEM, recommendation, queries.items_of(recommendation))
    return len(found)
