from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, literal, union_all

from yiguan.base.labels import Labelled
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import STAGE_BY_STATE, Stage, TopicState
from yiguan.workflow.stories import stories

ORDER = list(Stage)


def stages_of(topics: Iterable[Topic]) -> dict[int, Stage]:
    """The stage of each topic, in one statement for a whole list."""
    topics = list(topics)
    ids = [topic.id for topic in topics if topic.state is TopicState.APPROVED]
    reached = _reached(ids) if ids else {}
    return {topic.id: _furthest(STAGE_BY_STATE[topic.state], *reached.get(topic.id, ())) for topic in topics}


def stage_of(topic: Topic) -> Stage:
    return stages_of([topic])[topic.id]


def _furthest(*stages: Stage) -> Stage:
    return max(stages, key=ORDER.index)


def _reached(ids: Sequence[int]) -> Mapping[int, Sequence[Stage]]:
    """What the slices say of approved topics."""
    each = [_of(ids, stage, topics) for story in stories() for stage, topics in story.reached.items()]
    found: dict[int, list[Stage]] = defaultdict(list)
    for topic_id, word in db.session.execute(union_all(*each)):
        found[topic_id].append(Stage(word))  # type: ignore[call-arg]
    return found


def _of(ids: Sequence[int], stage: Labelled, topics: Select[int]) -> Select[int, str]:
    (column,) = topics.selected_columns
    return topics.add_columns(literal(str(stage))).where(column.in_(ids))
