"""建议: the signed recommendations on a topic, and the way they have before them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from yiguan.meetings.models import Meeting
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import SENT
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import Stage
from yiguan.workflow.stories import Step, Story, Trail

ISSUED = "形成建议"
AFTERWARDS = ("交部门办理", "部门答复", "请您评价", "回头看")
_sent = Recommendation.state.in_(SENT)


def _tells(topic: Topic, trail: Trail) -> Trail:
    issued = _issued(topic)
    still = AFTERWARDS if issued else (ISSUED, *AFTERWARDS)
    return replace(trail, past=(*trail.past, *issued), coming=(*trail.coming, *map(Step, still)))


def _issued(topic: Topic) -> Sequence[Step]:
    """A meeting may be over before the hour it was planned for; what came out of it still stands after it."""
    items = select(func.count()).where(RecommendationItem.recommendation_id == Recommendation.id).scalar_subquery()
    query = select(Recommendation.number, Recommendation.signed_at, items, Meeting.starts_at)
    query = query.join(Meeting, Meeting.id == Recommendation.meeting_id).where(Recommendation.topic_id == topic.id)
    rows = db.session.execute(query.where(_sent).order_by(Recommendation.signed_at))
    return [
        Step(ISSUED, signed_at, note=f"{number}，共 {count} 条", when=max(signed_at, met_at))
        for number, signed_at, count, met_at in rows
    ]


STORY = Story(
    tells=_tells,
    ahead=(ISSUED, *AFTERWARDS),
    reached={Stage.REPORTED: select(Recommendation.topic_id).where(_sent)},
    records={"recommendation": select(Recommendation.id, Recommendation.topic_id)},
)
