from collections.abc import Iterable

from sqlalchemy import literal, select, union_all

from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.meetings.states import CALLED
from yiguan.progress.states import Stage
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import SENT
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicState

S = TopicState
BY_STATE = {
    S.CANDIDATE: Stage.PREPARING,
    S.SCREENING: Stage.PREPARING,
    S.RETURNED: Stage.PREPARING,
    S.APPROVED: Stage.WAITING,
    S.REJECTED: Stage.REJECTED,
    S.DEFERRED: Stage.DEFERRED,
    S.MERGED: Stage.MERGED,
    S.TERMINATED: Stage.TERMINATED,
    S.ARCHIVED: Stage.DONE,
}


def stages_of(topics: Iterable[Topic]) -> dict[int, Stage]:
    """The stage of each topic, in one statement for a whole list."""
    topics = list(topics)
    ids = [topic.id for topic in topics if topic.state is S.APPROVED]
    reached = _reached(ids) if ids else set()
    return {topic.id: _stage(topic, reached) for topic in topics}


def stage_of(topic: Topic) -> Stage:
    return stages_of([topic])[topic.id]


def _stage(topic: Topic, reached: set[tuple[int, str]]) -> Stage:
    if (topic.id, "issued") in reached:
        return Stage.REPORTED
    return Stage.DELIBERATING if (topic.id, "called") in reached else BY_STATE[topic.state]


def _reached(ids: list[int]) -> set[tuple[int, str]]:
    called = select(MeetingTopic.topic_id, literal("called")).join(Meeting, Meeting.id == MeetingTopic.meeting_id)
    issued = select(Recommendation.topic_id, literal("issued")).where(Recommendation.state.in_(SENT))
    both = union_all(
        called.where(Meeting.state.in_(CALLED), MeetingTopic.topic_id.in_(ids)),
        issued.where(Recommendation.topic_id.in_(ids)),
    )
    return {(topic_id, word) for topic_id, word in db.session.execute(both)}
