"""协商会: the meetings that were held on a topic, were called off, or are to come."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from yiguan.base import clock
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.meetings.states import CALLED, HELD, OVER, MeetingState
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.topics.states import Stage
from yiguan.workflow.stories import Step, Story, Trail

AHEAD = ("开会协商",)


def _tells(topic: Topic, trail: Trail) -> Trail:
    """Planned meetings are not told before they are announced."""
    meetings = _announced(topic)
    past = [_in_round(number, topic, _over(meeting)) for meeting, number in meetings if meeting.state in OVER]
    coming = [_in_round(number, topic, _coming(meeting)) for meeting, number in meetings if meeting.state not in OVER]
    met = any(meeting.state in HELD and number == topic.round for meeting, number in meetings)
    still = coming or ([] if met else map(Step, AHEAD))
    return replace(trail, past=(*trail.past, *past), coming=(*trail.coming, *still))


def _announced(topic: Topic) -> Sequence[tuple[Meeting, int]]:
    """Each with the round of the topic that it was planned for."""
    query = select(Meeting, MeetingTopic.round).join(MeetingTopic, MeetingTopic.meeting_id == Meeting.id)
    query = query.where(MeetingTopic.topic_id == topic.id, Meeting.state != MeetingState.PLANNED)
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Meeting.starts_at, Meeting.id))]


def _in_round(number: int, topic: Topic, step: Step) -> Step:
    return replace(step, label=f"{step.label}（第{number}轮）") if topic.round > 1 else step


def _over(meeting: Meeting) -> Step:
    """Who came, and what was agreed, the slices above add."""
    links = (("这场会", f"/meetings/{meeting.code}"),)
    if meeting.state is MeetingState.CANCELLED:
        return Step("协商会取消", meeting.starts_at, links=links)
    note = "有一方没有到齐，只记了情况" if meeting.state is MeetingState.SHORT else ""
    day, about = clock.day(meeting.starts_at), ("meeting", meeting.id)
    return Step("开会协商", meeting.starts_at, day, note, links, about=about)


def _coming(meeting: Meeting) -> Step:
    moved = f"原定{clock.moment(meeting.postponed_from)}，改期了。" if meeting.postponed_from else ""
    links = (("怎么参加", f"/meetings/{meeting.code}"),)
    return Step("开会协商", meeting.starts_at, clock.moment(meeting.starts_at), f"{moved}{meeting.place}", links)


_on = select(MeetingTopic.topic_id).join(Meeting, Meeting.id == MeetingTopic.meeting_id).join(MeetingTopic.topic)
_of_this_round = _on.where(MeetingTopic.round == Topic.round)
STORY = Story(
    tells=_tells,
    ahead=AHEAD,
    reached={Stage.DELIBERATING: _of_this_round.where(Meeting.state.in_(CALLED))},
    records={"meeting": select(MeetingTopic.meeting_id, MeetingTopic.topic_id)},
)
