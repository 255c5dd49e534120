"""What became of signed recommendations: to which unit they went, by when, and what it answered."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from yiguan.base import clock
from yiguan.base.labels import Labelled
from yiguan.handling import wording
from yiguan.handling.models import Handling, HandlingItem, ItemReply, Reply
from yiguan.handling.queries import sent_of
from yiguan.handling.states import ANSWERED as IS_ANSWERED
from yiguan.handling.states import UNANSWERED, AnswerClass, HandlingState
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import Stage
from yiguan.workflow.stories import Step

HANDED, ANSWERED, ESCALATED = "交部门办理", "部门答复", "报到市里"
CASES = (
    select(HandlingItem.handling_id, func.coalesce(Topic.merged_into_id, Topic.id))
    .join(RecommendationItem, RecommendationItem.handling_item_id == HandlingItem.id)
    .join(Recommendation, Recommendation.id == RecommendationItem.recommendation_id)
    .join(Topic, Topic.id == Recommendation.topic_id)
    .distinct()
)
"""Which case belongs to which topic; those of a merged one go with its people to the main one."""


def cases_of(recommendation: Recommendation) -> Sequence[Handling]:
    """What its items became, with their units."""
    query = select(Handling).join(HandlingItem, HandlingItem.handling_id == Handling.id)
    query = query.join(RecommendationItem, RecommendationItem.handling_item_id == HandlingItem.id)
    query = query.where(RecommendationItem.recommendation_id == recommendation.id).options(joinedload(Handling.unit))
    return db.session.scalars(query.distinct().order_by(Handling.id)).all()


def answered_in(items: Sequence[RecommendationItem]) -> Mapping[int | None, AnswerClass]:
    """The class of the last answer that left, by item of a case."""
    wanted = (ItemReply.item_id.in_([item.handling_item_id for item in items]), Reply.sent_at.is_not(None))
    query = select(ItemReply.item_id, ItemReply.answer_class).join(Reply, Reply.id == ItemReply.reply_id)
    rows = db.session.execute(query.where(*wanted).order_by(Reply.sent_at))
    return {item_id: kind for item_id, kind in rows if kind}


def answers_of(recommendation: Recommendation) -> Mapping[int, list[Reply]]:
    """The answers that left, by case: the station reads them as soon as those who asked do."""
    return _replies(cases_of(recommendation))


@dataclass(frozen=True)
class Course:
    """Steps in the order of the cases, which the trail orders by time, and the labels of those that are over."""

    steps: Sequence[Step] = ()
    done: Set[str] = frozenset()


def course_of(topic: Topic, *, words: bool) -> Course:
    """With `words` the steps have the text of the answers, for those who asked; everybody else reads it once it is
    published.
    """
    cases = list(_cases_of(topic))
    replies = _replies([handling for _, handling in cases])
    steps = [step for _, handling in cases for step in _steps(handling, replies[handling.id], words)]
    now = [handling for round_, handling in cases if round_ == topic.round]
    return Course(steps, _done(now))


def _done(cases: Sequence[Handling]) -> set[str]:
    """The labels that do not come any more in this round: every case is assigned, none waits for its answer."""
    handed = {HANDED} if cases and all(handling.dispatched_at for handling in cases) else set()
    answered = [one for one in cases if one.state in IS_ANSWERED]
    return handed | ({ANSWERED} if answered and all(one.state not in UNANSWERED for one in cases) else set())


def _cases_of(topic: Topic) -> Sequence[tuple[int, Handling]]:
    query = select(Recommendation.round, Handling).join(HandlingItem, HandlingItem.handling_id == Handling.id)
    query = query.join(RecommendationItem, RecommendationItem.handling_item_id == HandlingItem.id)
    query = query.join(Recommendation, Recommendation.id == RecommendationItem.recommendation_id)
    query = (
        query.where(Recommendation.topic_id == topic.id)
        .options(joinedload(Handling.unit))
        .distinct()
        .order_by(Handling.id)
    )
    return [(round_, handling) for round_, handling in db.session.execute(query.order_by(Handling.id))]


def _replies(cases: Sequence[Handling]) -> Mapping[int, list[Reply]]:
    found: dict[int, list[Reply]] = defaultdict(list)
    for reply in sent_of([handling.id for handling in cases]):
        found[reply.handling_id].append(reply)
    return found


def _steps(handling: Handling, replies: Sequence[Reply], words: bool) -> Sequence[Step]:
    unit = handling.unit.short_name if handling.unit else ""
    until = "" if replies else _until(handling)
    about = ("handling", handling.id)
    ended = [Step(ESCALATED, handling.ended_at, about=about)] if handling.state is HandlingState.ESCALATED else []
    if handling.dispatched_at is None:
        return ended
    given = Step(HANDED, handling.dispatched_at, note=f"{unit}{until}", about=about)
    notes = [(one.sent_at, f"{one.unit.short_name}：{_said(one, words)}") for one in replies]
    said = [Step(ANSWERED, at, note=note, about=about) for at, note in notes]
    return [given, *said, *ended]


def _until(handling: Handling) -> str:
    """What is late says so to everybody, with the day and by how much (N24)."""
    if handling.due_on is None or handling.state not in UNANSWERED:
        return ""
    late = (clock.today() - handling.due_on).days
    day = clock.day(handling.due_on)
    return f"，应在{day}前答复，已经晚了{late}天" if late > 0 else f"，{day}前答复"


def _said(reply: Reply, words: bool) -> str:
    return "\n".join(wording.answered(reply.answers)) if words else wording.counted(reply.answers)


def _reached(*states: HandlingState) -> Select[int]:
    """Topics of whose present round a case stands in one of these states."""
    query = select(Recommendation.topic_id).join(Recommendation.topic).where(Recommendation.round == Topic.round)
    mine = query.join(RecommendationItem, RecommendationItem.recommendation_id == Recommendation.id)
    mine = mine.join(HandlingItem, HandlingItem.id == RecommendationItem.handling_item_id)
    return mine.join(Handling, Handling.id == HandlingItem.handling_id).where(Handling.state.in_(states))


def _none_left() -> Select[int]:
    """Topics of whose present round no case waits for its answer."""
    left = aliased(Topic)
    waiting = _reached(*UNANSWERED).where(Topic.id == left.id).correlate(left)
    return select(left.id).where(~waiting.exists())


REACHED: Mapping[Labelled, Select[int]] = {
    Stage.HANDLING: _reached(*(state for state in HandlingState if state is not HandlingState.PENDING)),
    Stage.ANSWERED: _reached(*IS_ANSWERED).where(Recommendation.topic_id.in_(_none_left())),
    Stage.TRACKING: _reached(HandlingState.TRACKING).where(Recommendation.topic_id.in_(_none_left())),
}
