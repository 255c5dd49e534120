"""建议: the signed recommendations on a topic, and the way they have before them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import func, select

from yiguan.meetings.models import Meeting
from yiguan.recommendations.course import ANSWERED, CASES, HANDED, REACHED, Course, course_of
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import SENT
from yiguan.signatures.models import Signature
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import Stage
from yiguan.workflow.stories import Step, Story, Trail

ISSUED = "形成建议"
AFTERWARDS = (HANDED, ANSWERED, "请您评价", "回头看")
_sent = Recommendation.state.in_(SENT)


def _tells(topic: Topic, trail: Trail) -> Trail:
    issued = _issued(topic)
    sent = any(round_ == topic.round for round_, _ in issued)
    handled = course_of(topic, words=trail.words) if issued else Course()
    steps = [*(step for _, step in issued), *handled.steps]
    done = {ISSUED, *handled.done} if sent else set()
    still = [label for label in (ISSUED, *AFTERWARDS) if label not in done]
    return replace(trail, past=(*trail.past, *steps), coming=(*trail.coming, *map(Step, still)))


def _issued(topic: Topic) -> Sequence[tuple[int, Step]]:
    """Each with its round. A meeting may be over before the hour it was planned for; what came out of it still stands
    after it.
    """
    items = select(func.count()).where(RecommendationItem.recommendation_id == Recommendation.id).scalar_subquery()
    query = select(Recommendation.number, Recommendation.round, Signature.at, items, Meeting.starts_at)
    query = query.join(Recommendation.meeting).join(Recommendation.signature)
    query = query.where(Recommendation.topic_id == topic.id)
    rows = db.session.execute(query.where(_sent).order_by(Signature.at))
    return [
        (round_, Step(ISSUED, at, note=_note(topic, number, round_, count), when=max(at, met_at)))
        for number, round_, at, count, met_at in rows
    ]


def _note(topic: Topic, number: str, round_: int, count: int) -> str:
    """The round only where the topic has had more than one."""
    return f"{number}，第{round_}轮，共 {count} 条" if topic.round > 1 else f"{number}，共 {count} 条"


_of_this_round = select(Recommendation.topic_id).join(Recommendation.topic).where(Recommendation.round == Topic.round)
STORY = Story(
    tells=_tells,
    ahead=(ISSUED, *AFTERWARDS),
    reached={Stage.REPORTED: _of_this_round.where(_sent), **REACHED},
    records={"recommendation": select(Recommendation.id, Recommendation.topic_id), "handling": CASES},
)
