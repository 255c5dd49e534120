"""For walks over every act: a record in a state, what the act asks for, and somebody who may."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from tests.factories.leads import a_lead
from tests.factories.organisation import a_reason, a_station
from tests.factories.people import a_chair, a_convener, an_officer
from tests.factories.topics import a_topic
from yiguan.base import clock
from yiguan.base.act import Act
from yiguan.base.actor import Actor
from yiguan.leads.models import Lead
from yiguan.topics.models import Topic
from yiguan.topics.queries import topic_of

MAKERS: Mapping[type[Any], Callable[..., Any]] = {Lead: a_lead, Topic: a_topic}
WORDS = "请看一看，写清影响多少户。"
TOPIC = {"title": "楼道照明谁来管", "problem": "灯坏了三个月", "affected": "七户", "place": "井巷新村", "field": ""}
GIVEN: Mapping[tuple[str, str], Callable[[Any], dict[str, Any]]] = {
    ("lead", "move"): lambda lead: {"unit": a_station()},
    ("lead", "accept"): lambda lead: {"topic": a_topic(lead.unit)},
    ("lead", "release"): lambda lead: {"topic": topic_of(lead) or a_topic(lead.unit)},
    ("topic", "defer"): lambda topic: {"until": clock.today() + timedelta(days=60)},
    ("topic", "merge"): lambda topic: {"into": a_topic(topic.unit)},
    ("topic", "edit"): lambda topic: {**TOPIC, "source": topic.source, "level": topic.level},
}
"""What an act asks for besides words and a listed reason."""


def given_to(act: Act, record: Any) -> dict[str, Any]:
    """Enough for the act to be done."""
    fields = act.takes._declared_fields
    data: dict[str, Any] = {name: WORDS for name in ("note", "words") if name in fields}
    if act.reason is not None:
        data["reason"] = a_reason(act.reason).code  # type: ignore[arg-type]
    return data | GIVEN.get((act.subject, act.name), lambda record: {})(record)


def somebody_who_may(act: Act, record: Any) -> Actor:
    """The first of officer, chair and the unit's convener whom the rule lets."""
    for make in (an_officer, a_chair, lambda: a_convener(record.unit)):
        if act.may(who := make(), record):
            return who
    raise AssertionError(f"nobody may {act.name} a {act.subject}")
