"""建议 on a topic's public page, item by item, once it is signed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from yiguan.recommendations.course import answered_in
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.queries import WITH_UNITS
from yiguan.recommendations.schemas import PublicLettersOut
from yiguan.recommendations.states import SENT, RecommendationState
from yiguan.signatures.models import Signature
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.sections import Face, Section

Signed = list[tuple[Recommendation, Sequence[RecommendationItem]]]


def _signed(topic: Topic, until: datetime | None) -> Signed:
    query = select(Recommendation).where(Recommendation.topic_id == topic.id, Recommendation.state.in_(SENT))
    query = query.join(Recommendation.signature).options(contains_eager(Recommendation.signature))
    query = query.where(Signature.at <= until) if until else query
    found = db.session.scalars(query.order_by(Signature.at)).all()
    ids = [recommendation.id for recommendation in found]
    rows = select(RecommendationItem).where(RecommendationItem.recommendation_id.in_(ids))
    by_id: Mapping[int, list[RecommendationItem]] = defaultdict(list)
    for row in db.session.scalars(rows.options(*WITH_UNITS).order_by(RecommendationItem.position)):
        by_id[row.recommendation_id].append(row)
    return [(recommendation, by_id[recommendation.id]) for recommendation in found]


def _advice(topic: Topic, until: datetime | None) -> Sequence[Section]:
    signed = _signed(topic, until)
    passages = [passage for letter, rows in signed for passage in _passages(letter, rows)]
    answered = answered_in([row for _, rows in signed for row in rows])
    shown = [(letter, [(row, answered.get(row.handling_item_id)) for row in rows]) for letter, rows in signed]
    return (Section("recommendations/public.html", shown, 10, passages, {"recommendations": signed}),)


def _passages(letter: Recommendation, rows: Sequence[RecommendationItem]) -> list[tuple[str, str]]:
    items = [(f"建议第{row.position}条", text) for row in rows for text in (row.problem, row.analysis, row.advice)]
    return [("建议标题", letter.title), *items]


_issued = Recommendation.state == RecommendationState.ISSUED
_on = select(Recommendation.topic_id, Signature.at).join(Recommendation.signature).where(_issued)
FACE = Face(topic=_advice, out=PublicLettersOut, final=_on)
