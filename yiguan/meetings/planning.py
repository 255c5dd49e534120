"""What a meeting is planned with, and how a plan is written down."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NotRequired, TypedDict, Unpack

from sqlalchemy import delete

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, random_code
from yiguan.base.errors import Invalid, require
from yiguan.meetings import co_hosts, notices, parts, queries, rules
from yiguan.meetings.marks import CREATE
from yiguan.meetings.models import AgendaItem, Meeting, MeetingTopic
from yiguan.meetings.states import Attendance, MeetingKind
from yiguan.organisation.models import Unit
from yiguan.store.db import db, unused
from yiguan.topics.models import Topic


class AgendaRow(TypedDict):
    title: str
    minutes: int
    topic: str


class Plan(TypedDict):
    """What a meeting is planned with. `minutes` is its length, `co_hosts` are codes of units that hold it together with
    the one that plans it, `topics` codes of approved topics of theirs.
    """

    kind: MeetingKind
    title: str
    place: str
    starts_at: datetime
    minutes: int
    capacity: int
    attendance: Attendance
    host: str
    printed_code: bool
    listed_only: bool
    tracks_exit: bool
    topics: list[str]
    agenda: list[AgendaRow]
    parts: list[parts.PartRow]
    co_hosts: NotRequired[list[str] | None]


def plan_meeting(actor: Actor, unit: Unit, *, is_sample: bool = False, **plan: Unpack[Plan]) -> Meeting:
    """A planned meeting, seen by nobody outside before it is announced. Raises Invalid for a start in the past."""
    require(rules.can_plan(actor, unit))
    refuse_past(plan["starts_at"])
    together = co_hosts.known(unit, plan.get("co_hosts") or ())
    known = known_topics([unit, *together], (), plan)
    code = unused(Meeting.code, partial(random_code, 5, CROCKFORD))
    meeting = Meeting(code=code, unit_id=unit.id, unit=unit, at=clock.now(), is_sample=is_sample, epoch=1)
    write(meeting, plan)
    db.session.add(meeting)
    db.session.flush()
    co_hosts.write(meeting, together)
    parts.write(meeting, plan["parts"])
    write_agenda(meeting, plan, known)
    trail.record(meeting, CREATE, by=actor)
    notices.asked_to_hold(meeting, together)
    return meeting


def refuse_past(starts_at: datetime) -> None:
    if starts_at < clock.now() - clock.minutes(5):
        raise Invalid(fields={"starts_at": ["这个时间已经过去了，请改一个还没到的时间。"]})


def known_topics(units: Sequence[Unit], kept: Sequence[Topic], plan: Plan) -> dict[str, Topic]:
    """The topics the plan names, by code: approved ones of the units, and what stood there before."""
    known = {topic.code: topic for topic in (*queries.topics_for(*units), *kept)}
    if set(plan["topics"]) - set(known):
        raise Invalid(fields={"topics": ["有的议题还没定题，或不是主办单位的，请重新选。"]})
    return known


def write(meeting: Meeting, plan: Plan) -> None:
    meeting.kind, meeting.title, meeting.place = plan["kind"], plan["title"], plan["place"]
    meeting.starts_at = clock.whole_minute(plan["starts_at"])
    meeting.ends_at = meeting.starts_at + clock.minutes(plan["minutes"])
    meeting.capacity, meeting.attendance = plan["capacity"], plan["attendance"]
    meeting.host, meeting.printed_code = plan["host"], plan["printed_code"]
    meeting.listed_only, meeting.tracks_exit = plan["listed_only"], plan["tracks_exit"]


def _on(meeting: Meeting, topic: Topic) -> MeetingTopic:
    return MeetingTopic(meeting_id=meeting.id, topic_id=topic.id, round=topic.round)


def write_agenda(meeting: Meeting, plan: Plan, known: dict[str, Topic]) -> None:
    db.session.execute(delete(MeetingTopic).where(MeetingTopic.meeting_id == meeting.id))
    db.session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    topics = dict.fromkeys(plan["topics"])
    db.session.add_all(_on(meeting, known[code]) for code in topics)
    for position, row in enumerate(plan["agenda"], start=1):
        about = known.get(row["topic"]) if row["topic"] in topics else None
        item = AgendaItem(meeting_id=meeting.id, position=position, title=row["title"], minutes=row["minutes"])
        item.topic_id = about.id if about else None
        db.session.add(item)
    db.session.flush()
