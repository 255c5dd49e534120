from datetime import timedelta
from itertools import count
from typing import Any

from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_convener, an_officer
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db
from yiguan.topics import acts, proposing
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicLevel, TopicState
from yiguan.workflow.perform import perform

_numbers = count(1)
S = TopicState
REASONS = (ReasonKind.TOPIC_RETURN, ReasonKind.TOPIC_REJECT, ReasonKind.TOPIC_DEFER, ReasonKind.TOPIC_TERMINATE)
GIVEN: dict[str, Any] = {"reason": "other", "note": "请写清影响多少户。"}
WAY: dict[TopicState, tuple[str, ...]] = {
    S.CANDIDATE: (),
    S.SCREENING: ("submit",),
    S.RETURNED: ("submit", "return"),
    S.APPROVED: ("submit", "approve"),
    S.REJECTED: ("submit", "reject"),
    S.DEFERRED: ("submit", "defer"),
    S.MERGED: ("merge",),
    S.TERMINATED: ("submit", "approve", "terminate"),
    S.ARCHIVED: ("submit", "approve", "archive"),
}


def a_topic(
    unit: Unit | None = None,
    state: TopicState = S.CANDIDATE,
    *,
    title: str = "",
    by: Actor | None = None,
    level: TopicLevel = TopicLevel.STATION,
) -> Topic:
    """A topic of this unit, walked to its state through the acts; `by` is who submits it."""
    unit = unit or a_station()
    by = by or a_convener(unit)
    said: dict[str, Any] = {"problem": "七户有五户想装，一楼担心挡光。", "affected": "本单元七户", "place": "井巷新村"}
    topic = proposing.create_topic(by, unit, title=title or f"加装电梯一楼有顾虑{next(_numbers)}", level=level, **said)
    for act in WAY[state]:
        walk(by if act == "submit" else an_officer(), topic, act)
    db.session.commit()
    return topic


def walk(actor: Actor, topic: Topic, act: str) -> None:
    """One act with what it asks for."""
    for kind in REASONS:
        a_reason(kind)
    ways: dict[str, Any] = {
        "submit": lambda: perform(acts.SUBMIT, topic, by=actor),
        "return": lambda: perform(acts.RETURN, topic, by=actor, **GIVEN),
        "approve": lambda: perform(acts.APPROVE, topic, by=actor),
        "reject": lambda: perform(acts.REJECT, topic, by=actor, **GIVEN),
        "defer": lambda: perform(acts.DEFER, topic, by=actor, **GIVEN, until=clock.today() + timedelta(days=60)),
        "resume": lambda: perform(acts.RESUME, topic, by=actor, note="政策出来了。"),
        "merge": lambda: perform(acts.MERGE, topic, by=actor, into=a_topic(topic.unit), note="是一件事。"),
        "terminate": lambda: perform(acts.TERMINATE, topic, by=actor, **GIVEN),
        "archive": lambda: perform(acts.ARCHIVE, topic, by=actor),
        "reopen": lambda: perform(acts.REOPEN, topic, by=actor, note="还差照明。"),
    }
    ways[act]()
