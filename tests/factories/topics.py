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
from yiguan.topics import service
from yiguan.topics.models import Topic
from yiguan.topics.states import TopicLevel, TopicState

_numbers = count(1)
S = TopicState
REASONS = (ReasonKind.TOPIC_RETURN, ReasonKind.TOPIC_REJECT, ReasonKind.TOPIC_DEFER, ReasonKind.TOPIC_TERMINATE)
GIVEN: dict[str, Any] = {"reason": "other", "text": "请写清影响多少户。"}
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
    topic = service.create_topic(by, unit, title=title or f"加装电梯一楼有顾虑{next(_numbers)}", level=level, **said)
    for act in WAY[state]:
        walk(by if act == "submit" else an_officer(), topic, act)
    db.session.commit()
    return topic


def walk(actor: Actor, topic: Topic, act: str) -> None:
    """One act with what it asks for."""
    for kind in REASONS:
        a_reason(kind)
    acts: dict[str, Any] = {
        "submit": lambda: service.submit_topic(actor, topic),
        "return": lambda: service.return_topic(actor, topic, **GIVEN),
        "approve": lambda: service.approve_topic(actor, topic),
        "reject": lambda: service.reject_topic(actor, topic, **GIVEN),
        "defer": lambda: service.defer_topic(actor, topic, **GIVEN, until=clock.today() + timedelta(days=60)),
        "resume": lambda: service.resume_topic(actor, topic, text="政策出来了。"),
        "merge": lambda: service.merge_topic(actor, topic, into=a_topic(topic.unit), text="是一件事。"),
        "terminate": lambda: service.terminate_topic(actor, topic, **GIVEN),
        "archive": lambda: service.archive_topic(actor, topic),
        "reopen": lambda: service.reopen_topic(actor, topic, text="还差照明。"),
    }
    acts[act]()
