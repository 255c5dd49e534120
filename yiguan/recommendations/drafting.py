"""How a recommendation begins, what it rests on, and how its rows are written down."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import random_code
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.meetings.queries import planned_for
from yiguan.meetings.rules import whom_to_ask
from yiguan.minutes.models import Minutes
from yiguan.minutes.queries import items_of as agreed_in
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import departments_in
from yiguan.recommendations import queries, rules
from yiguan.recommendations.marks import CREATE
from yiguan.recommendations.models import CoUnit, ItemSource, Recommendation, RecommendationItem
from yiguan.recommendations.states import SourceKind
from yiguan.store.db import db, unused
from yiguan.topics.models import Topic

Rows = Sequence[Mapping[str, Any]]
TEXTS = ("problem", "analysis", "advice")


def create_recommendation(
    actor: Actor, meeting: Meeting, *, title: str, items: Rows, topic: str = ""
) -> Recommendation:
    """A draft from a meeting with confirmed minutes, on one of its topics. Raises Conflict without these."""
    require(rules.can_write(actor, meeting.unit), whom_to_ask(meeting.unit))
    minutes, planned = ground(meeting, topic)
    about = planned.topic
    known, units = sources(about, minutes), units_for(items)
    check_consensus(items, known)
    code = unused(Recommendation.code, partial(random_code, 6))
    recommendation = Recommendation(code=code, signature=None, title=title, at=clock.now(), is_sample=meeting.is_sample)
    recommendation.unit, recommendation.topic, recommendation.meeting = meeting.unit, about, meeting
    recommendation.round = planned.round
    db.session.add(recommendation)
    trail.record(recommendation, CREATE, by=actor)
    put_items(recommendation, items, units, known)
    return recommendation


def ground(meeting: Meeting, topic: str) -> tuple[Minutes, MeetingTopic]:
    """What a recommendation rests on: locked minutes with a consensus, and a topic of the meeting."""
    minutes = queries.locked_minutes(meeting)
    if minutes is None:
        raise Conflict(
            "纪要还没有定稿，建议要写在定稿之后，什么都没有存下。请先到会议页把纪要定稿。", code="no_minutes"
        )
    if meeting.was_short:
        raise Conflict("这次会有一方没到齐，只有情况记录，不能形成建议。请人到齐后再开一次会。", code="short_meeting")
    about = next((planned for planned in planned_for(meeting) if not topic or planned.topic.code == topic), None)
    if about is None:
        raise Conflict("这次会没有挂上这个议题，什么都没有存下。请先到会议页核对议题。", code="no_topic")
    return minutes, about


def sources(topic: Topic, minutes: Minutes) -> dict[str, tuple[SourceKind, int]]:
    """Everything an item may name as its source, by the word it is named with."""
    known = {"topic": (SourceKind.TOPIC, topic.id), "minutes": (SourceKind.MINUTES, minutes.id)}
    return known | {str(item.position): (SourceKind.CONSENSUS, item.id) for item in agreed_in(minutes)}


def units_for(items: Rows) -> dict[str, Unit]:
    """The units that items name, by code. Raises Invalid at the item that names an unknown one."""
    units = departments_in(items)
    wrong = [at for at, item in enumerate(items) if set(item["co_units"]) - set(units)]
    if wrong:
        raise Invalid(fields={f"items-{at}-co_units": ["没有其中一个协办单位，请从清单里选。"] for at in wrong})
    return units


def check_consensus(items: Rows, sources: Mapping[str, Any]) -> None:
    wrong = [at for at, item in enumerate(items) if any(str(n) not in sources for n in item["consensus"])]
    if wrong:
        raise Invalid(fields={f"items-{at}-consensus": ["纪要里没有这一条，请重新勾选。"] for at in wrong})


def put_items(
    recommendation: Recommendation,
    items: Rows,
    units: Mapping[str, Unit],
    sources: Mapping[str, tuple[SourceKind, int]],
) -> None:
    """Rows without any text are passed over, whatever is ticked in them; who answers an item does not help with it."""
    written = [item for item in items if any(item[name] for name in TEXTS)]
    for position, item in enumerate(written, start=1):
        unit = units.get(item["unit"] or "")
        row = RecommendationItem(recommendation_id=recommendation.id, position=position, unit_id=unit and unit.id)
        row.problem, row.analysis, row.advice = item["problem"], item["analysis"], item["advice"]
        db.session.add(row)
        db.session.flush()
        named = [name for name in ("topic", "minutes") if item[name]] + [str(n) for n in item["consensus"]]
        for kind, subject_id in {sources[name] for name in named}:
            db.session.add(ItemSource(item_id=row.id, kind=kind, subject_id=subject_id))
        helping = dict.fromkeys(units[code].id for code in item["co_units"] if units[code].id != row.unit_id)
        db.session.add_all(CoUnit(item_id=row.id, unit_id=id_, position=at) for at, id_ in enumerate(helping, 1))
    db.session.flush()
