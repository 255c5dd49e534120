"""纪要 on a topic's public page: what was agreed, and the summary, once the minutes are confirmed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from yiguan.meetings.models import MeetingTopic
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.schemas import PublicMinutesOut
from yiguan.minutes.states import FINAL
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.sections import Face, Section

Final = list[tuple[Minutes, Sequence[ConsensusItem]]]


@dataclass(frozen=True)
class Agreed:
    """Minutes on a topic's page; `round` is empty where the topic has had one only."""

    minutes: Minutes
    items: Sequence[ConsensusItem]
    round: str


def final_minutes(topic: Topic, until: datetime | None = None) -> Final:
    """Confirmed up to this moment, oldest first, with their items; two statements."""
    held = select(MeetingTopic.meeting_id).where(MeetingTopic.topic_id == topic.id)
    query = select(Minutes).join(Minutes.meeting)
    query = query.options(contains_eager(Minutes.meeting), joinedload(Minutes.unit))
    query = query.where(Minutes.meeting_id.in_(held), Minutes.state.in_(FINAL))
    query = query.where(Minutes.confirmed_at <= until) if until else query
    found = db.session.scalars(query.order_by(Minutes.confirmed_at)).all()
    items = select(ConsensusItem).where(ConsensusItem.minutes_id.in_([minutes.id for minutes in found]))
    by_minutes: Mapping[int, list[ConsensusItem]] = defaultdict(list)
    for item in db.session.scalars(items.options(joinedload(ConsensusItem.unit)).order_by(ConsensusItem.position)):
        by_minutes[item.minutes_id].append(item)
    return [(minutes, by_minutes[minutes.id]) for minutes in found]


def _agreed(topic: Topic, until: datetime | None) -> Sequence[Section]:
    final = final_minutes(topic, until)
    passages = [passage for minutes, items in final for passage in _passages(minutes, items)]
    out = {"consensus": [item for _, items in final for item in items]}
    rounds = _rounds(topic)
    shown = [Agreed(minutes, items, rounds.get(minutes.meeting_id, "")) for minutes, items in final]
    return (Section("minutes/public.html", shown, 20, passages, out),)


def _rounds(topic: Topic) -> dict[int, str]:
    """Meeting → the round that it was, of a topic that has had several."""
    query = select(MeetingTopic.meeting_id, MeetingTopic.round).where(MeetingTopic.topic_id == topic.id)
    rows = db.session.execute(query) if topic.round > 1 else ()
    return {meeting_id: f"第{number}轮" for meeting_id, number in rows}


def _passages(minutes: Minutes, items: Sequence[ConsensusItem]) -> list[tuple[str, str]]:
    meeting = minutes.meeting
    head = [("会议名称", meeting.title), ("会议地点", meeting.place), ("纪要", minutes.summary)]
    return head + [(f"共识事项第{item.position}条", text) for item in items for text in (item.text, item.dissent)]


_on = select(MeetingTopic.topic_id, Minutes.confirmed_at).join(Minutes, Minutes.meeting_id == MeetingTopic.meeting_id)
FACE = Face(topic=_agreed, out=PublicMinutesOut, final=_on.where(Minutes.state.in_(FINAL)))
