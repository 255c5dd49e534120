"""签到: how many came to a meeting, by kind, and the ids of the people to be told news; no names."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, delete, func, or_, select

from yiguan.attendance.ledger.counts import ONCE
from yiguan.attendance.models import CheckIn, HelperLink, LinkUse
from yiguan.attendance.states import CheckInState
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.people.models import RawScan
from yiguan.people.states import PersonKind
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.history import joined
from yiguan.workflow.stories import Held, Step, Story, Trail

CAME = {PersonKind.MEMBER: "委员", PersonKind.RESIDENT: "居民", PersonKind.STAFF: "部门和社区"}
_counted = CheckIn.state == CheckInState.COUNTED


def _tells(topic: Topic, trail: Trail) -> Trail:
    came = _came(trail.ids("meeting"))
    return trail.amended("meeting", lambda meeting_id, step: _with(came[meeting_id], step))


def _with(came: Mapping[PersonKind, int], step: Step) -> Step:
    total = sum(came.values())
    sides = " · ".join(f"{word} {came[kind]}" for kind, word in CAME.items() if came.get(kind))
    at_label = f"{step.at_label} · {total} 人到会" if total else step.at_label
    return replace(step, at_label=at_label, note=joined(sides, step.note))


def _came(meeting_ids: Sequence[int]) -> Mapping[int, Mapping[PersonKind, int]]:
    people = func.count(CheckIn.person_id.distinct())
    query = select(CheckIn.meeting_id, CheckIn.as_kind, people).where(
        CheckIn.meeting_id.in_(meeting_ids), _counted, ONCE
    )
    query = query.group_by(CheckIn.meeting_id, CheckIn.as_kind)
    came: dict[int, Counter[PersonKind]] = defaultdict(Counter)
    for meeting_id, kind, number in db.session.execute(query) if meeting_ids else ():
        if kind is not None:
            came[meeting_id][kind] = number
    return came


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    """Who came to a meeting, or helped at its reception."""
    visits, helpers = select(CheckIn.person_id), select(LinkUse.person_id)
    return visits.where(CheckIn.at >= before), helpers.where(LinkUse.at >= before)


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    """Each scan of theirs, refused ones too, and each time they helped at the check-in desk."""
    scans = select(CheckIn, Meeting).join(Meeting, Meeting.id == CheckIn.meeting_id)
    for row, meeting in db.session.execute(scans.where(CheckIn.person_id.in_(persons))):
        label, url = f"签到（{row.state.label}）", f"/meetings/{meeting.code}"
        yield Held(label, meeting.title, row.at, url, about=("check_in", row.id))
    helped = select(LinkUse, Meeting).join(HelperLink, HelperLink.id == LinkUse.link_id)
    helped = helped.join(Meeting, Meeting.id == HelperLink.meeting_id).where(LinkUse.person_id.in_(persons))
    for use, meeting in db.session.execute(helped):
        yield Held("在签到台帮忙", meeting.title, use.at, about=("link_use", use.id))


def _forgets(persons: Sequence[int]) -> None:
    """The text of an unclear scan that was settled as theirs, which may be their name."""
    settled = select(CheckIn.settles_id).where(CheckIn.person_id.in_(persons), CheckIn.settles_id.is_not(None))
    theirs = select(CheckIn.id).where(CheckIn.person_id.in_(persons))
    of_them = or_(RawScan.check_in_id.in_(settled), RawScan.check_in_id.in_(theirs))
    db.session.execute(delete(RawScan).where(of_them))


_visits = select(MeetingTopic.topic_id, CheckIn.person_id).join(CheckIn, CheckIn.meeting_id == MeetingTopic.meeting_id)
_known_at = (select(CheckIn.person_id, Meeting.unit_id, CheckIn.at).join(Meeting, Meeting.id == CheckIn.meeting_id),)
STORY = Story(
    tells=_tells,
    concerned=(_visits.where(_counted),),
    needs=_needs,
    holds=_holds,
    forgets=_forgets,
    known_at=_known_at,
)
