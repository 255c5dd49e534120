"""What is particular to each act on a meeting up to its end; closing it, with a balanced sheet, is attendance's."""

from datetime import datetime, timedelta
from typing import Unpack

from sqlalchemy.orm.attributes import flag_modified

from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.meetings import co_hosts, notices, parts, queries
from yiguan.meetings.models import Meeting
from yiguan.meetings.planning import Plan, known_topics, refuse_past, write, write_agenda
from yiguan.meetings.states import MeetingState
from yiguan.store.db import db

FIXED_BEFORE = timedelta(hours=1)
"""From then on an announced meeting keeps the number of its parts."""


def edit_meeting(actor: Actor, meeting: Meeting, **plan: Unpack[Plan]) -> None:
    """Changes what was planned. An announced meeting moves its time by postponing, which tells everybody."""
    moves = clock.whole_minute(plan["starts_at"]) != meeting.starts_at
    if moves and meeting.state is not MeetingState.PLANNED:
        raise Invalid(fields={"starts_at": ["通知已经发出，改时间请用“改期”，这样大家都会知道。"]})
    if moves:
        refuse_past(plan["starts_at"])
    before, asked = co_hosts.of(meeting), plan.get("co_hosts")
    together = before if asked is None else co_hosts.known(meeting.unit, asked, kept=before)
    known = known_topics([meeting.unit, *together], queries.topics_of(meeting), plan)
    _refuse_renumbering(meeting, plan)
    write(meeting, plan)
    flag_modified(meeting, "title")  # a changed agenda alone must raise the version too
    db.session.flush()
    co_hosts.write(meeting, together)
    notices.asked_to_hold(meeting, [unit for unit in together if unit not in before])
    parts.write(meeting, plan["parts"])
    write_agenda(meeting, plan, known)


def _refuse_renumbering(meeting: Meeting, plan: Plan) -> None:
    """Somebody may have checked in by the clock already: the number of a part stands in their record."""
    near = meeting.state is MeetingState.OPEN or clock.now() > meeting.starts_at - FIXED_BEFORE
    if near and meeting.state is not MeetingState.PLANNED and len(plan["parts"] or [{}]) != len(parts.of(meeting)):
        raise Invalid(fields={"parts": ["快要签到了，不能再加一段或减一段；时间和地点还可以改。"]})


def postpone_meeting(actor: Actor, meeting: Meeting, *, starts_at: datetime, place: str = "") -> None:
    """A new time; the old one is kept and every code made before is void."""
    refuse_past(starts_at)
    later = clock.whole_minute(starts_at) - meeting.starts_at
    meeting.postponed_from = meeting.starts_at
    meeting.starts_at, meeting.ends_at = meeting.starts_at + later, meeting.ends_at + later
    parts.shift(meeting, later)
    meeting.place = place or meeting.place
    meeting.epoch += 1


def cancel_meeting(actor: Actor, meeting: Meeting) -> Trace:
    """Calls the meeting off; a plan that nobody was told of is dropped in silence."""
    return Trace(found=meeting.state is not MeetingState.PLANNED)


def mark_short(actor: Actor, meeting: Meeting) -> None:
    """A named side is missing: only a record, no consensus items (product.md §2)."""
    meeting.was_short = True
