"""The acts on a meeting up to its end; closing it, where the sheet must balance, is an act of checkin."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, random_code
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.meetings import notices, parts, queries, rules
from yiguan.meetings.models import AgendaItem, Meeting, MeetingTopic
from yiguan.meetings.states import COURSE, MEETING_FLOW, Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db
from yiguan.topics.models import Topic

EDITABLE = (MeetingState.PLANNED, MeetingState.NOTIFIED, MeetingState.OPEN)
FIXED_BEFORE = timedelta(hours=1)
"""From then on an announced meeting keeps the number of its parts."""


class AgendaRow(TypedDict):
    title: str
    minutes: int
    topic: str


class Plan(TypedDict):
    """What a meeting is planned with; `minutes` is its length, `topics` are codes of the unit's approved topics."""

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


def plan_meeting(actor: Actor, unit: Unit, *, is_sample: bool = False, **plan: Unpack[Plan]) -> Meeting:
    """A planned meeting, seen by nobody outside before it is announced. Raises Invalid for a start in the past."""
    require(rules.can_plan(actor, unit))
    _refuse_past(plan["starts_at"])
    known = _known_topics(unit, (), plan)
    meeting = Meeting(code=_free_code(), unit_id=unit.id, unit=unit, at=clock.now(), is_sample=is_sample, epoch=1)
    _write(meeting, plan)
    db.session.add(meeting)
    db.session.flush()
    parts.write(meeting, plan["parts"])
    _write_agenda(meeting, plan, known)
    trail.record(meeting, "create", by=actor)
    return meeting


def edit_meeting(actor: Actor, meeting: Meeting, **plan: Unpack[Plan]) -> Meeting:
    """Changes what was planned. An announced meeting moves its time by postponing, which tells everybody."""
    require(rules.can_run(actor, meeting))
    if meeting.state not in EDITABLE:
        raise Conflict(
            f"现在是“{meeting.state.label}”，安排不能再改了。您填的内容还在，可以抄到纪要里。", code="wrong_state"
        )
    moves = clock.whole_minute(plan["starts_at"]) != meeting.starts_at
    if moves and meeting.state is not MeetingState.PLANNED:
        raise Invalid(fields={"starts_at": ["通知已经发出，改时间请用“改期”，这样大家都会知道。"]})
    if moves:
        _refuse_past(plan["starts_at"])
    known = _known_topics(meeting.unit, queries.topics_of(meeting), plan)
    _refuse_renumbering(meeting, plan)
    _write(meeting, plan)
    flag_modified(meeting, "title")  # a changed agenda alone must raise the version too
    db.session.flush()
    parts.write(meeting, plan["parts"])
    _write_agenda(meeting, plan, known)
    trail.record(meeting, "edit", by=actor)
    return meeting


def announce_meeting(actor: Actor, meeting: Meeting) -> Meeting:
    """Makes the meeting public and tells those whose matter it is and the unit's members."""
    require(rules.can_run(actor, meeting))
    entry = trail.move(meeting, MEETING_FLOW, "announce", by=actor)
    db.session.flush()
    notices.meeting_announced(meeting, entry)
    return meeting


def postpone_meeting(
    actor: Actor, meeting: Meeting, *, reason: str, note: str, starts_at: datetime, place: str = ""
) -> Meeting:
    """A new time; the old one is kept and every code made before is void."""
    require(rules.can_run(actor, meeting))
    _refuse_past(starts_at)
    get_reason(ReasonKind.MEETING_POSTPONE, reason)
    entry = trail.move(meeting, MEETING_FLOW, "postpone", by=actor, reason=reason, note=note)
    later = clock.whole_minute(starts_at) - meeting.starts_at
    meeting.postponed_from = meeting.starts_at
    meeting.starts_at, meeting.ends_at = meeting.starts_at + later, meeting.ends_at + later
    parts.shift(meeting, later)
    meeting.place = place or meeting.place
    meeting.epoch += 1
    db.session.flush()
    notices.meeting_postponed(meeting, entry)
    return meeting


def cancel_meeting(actor: Actor, meeting: Meeting, *, reason: str, note: str) -> Meeting:
    """Calls the meeting off; a plan that nobody was told of is dropped in silence."""
    require(rules.can_run(actor, meeting))
    get_reason(ReasonKind.MEETING_CANCEL, reason)
    public = meeting.state is not MeetingState.PLANNED
    entry = trail.move(meeting, MEETING_FLOW, "cancel", by=actor, reason=reason, note=note)
    db.session.flush()
    if public:
        notices.meeting_cancelled(meeting, entry)
    return meeting


def run_meeting(actor: Actor, meeting: Meeting, action: str) -> Meeting:
    """One act of the day itself (states.COURSE): open, start, adjourn, resume, end, mark_short."""
    require(rules.can_run(actor, meeting))
    if action not in COURSE:
        raise ValueError(f"{action} is no act of the day")
    trail.move(meeting, MEETING_FLOW, action, by=actor)
    return meeting


def _refuse_past(starts_at: datetime) -> None:
    if starts_at < clock.now() - clock.minutes(5):
        raise Invalid(fields={"starts_at": ["这个时间已经过去了，请改一个还没到的时间。"]})


def _refuse_renumbering(meeting: Meeting, plan: Plan) -> None:
    """Somebody may have checked in by the clock already: the number of a part stands in their record."""
    near = meeting.state is MeetingState.OPEN or clock.now() > meeting.starts_at - FIXED_BEFORE
    if near and meeting.state is not MeetingState.PLANNED and len(plan["parts"] or [{}]) != len(parts.of(meeting)):
        raise Invalid(fields={"parts": ["快要签到了，不能再加一段或减一段；时间和地点还可以改。"]})


def _known_topics(unit: Unit, kept: Sequence[Topic], plan: Plan) -> dict[str, Topic]:
    """The topics the plan names, by code: approved ones of the unit, and what stood there before."""
    known = {topic.code: topic for topic in (*queries.topics_for(unit), *kept)}
    if set(plan["topics"]) - set(known):
        raise Invalid(fields={"topics": ["有的议题还没定题，或不是本站的，请重新选。"]})
    return known


def _free_code() -> str:
    while True:
        code = random_code(5, CROCKFORD)
        if db.session.scalar(select(Meeting.id).where(Meeting.code == code)) is None:
            return code


def _write(meeting: Meeting, plan: Plan) -> None:
    meeting.kind, meeting.title, meeting.place = plan["kind"], plan["title"], plan["place"]
    meeting.starts_at = clock.whole_minute(plan["starts_at"])
    meeting.ends_at = meeting.starts_at + clock.minutes(plan["minutes"])
    meeting.capacity, meeting.attendance = plan["capacity"], plan["attendance"]
    meeting.host, meeting.printed_code = plan["host"], plan["printed_code"]
    meeting.listed_only, meeting.tracks_exit = plan["listed_only"], plan["tracks_exit"]


def _write_agenda(meeting: Meeting, plan: Plan, known: dict[str, Topic]) -> None:
    db.session.execute(delete(MeetingTopic).where(MeetingTopic.meeting_id == meeting.id))
    db.session.execute(delete(AgendaItem).where(AgendaItem.meeting_id == meeting.id))
    topics = dict.fromkeys(plan["topics"])
    db.session.add_all(MeetingTopic(meeting_id=meeting.id, topic_id=known[code].id) for code in topics)
    for position, row in enumerate(plan["agenda"], start=1):
        about = known.get(row["topic"]) if row["topic"] in topics else None
        item = AgendaItem(meeting_id=meeting.id, position=position, title=row["title"], minutes=row["minutes"])
        item.topic_id = about.id if about else None
        db.session.add(item)
    db.session.flush()
