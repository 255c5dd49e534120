"""纪要: what was agreed at a meeting, by kind, once it is confirmed. A meeting that fell short agreed on nothing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select

from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import FINAL, ConsensusKind
from yiguan.store.db import db
from yiguan.topics.models import Topic
from yiguan.workflow.history import joined
from yiguan.workflow.stories import Step, Story, Trail


def _tells(topic: Topic, trail: Trail) -> Trail:
    agreed = _agreed(trail.ids("meeting"))
    return trail.amended("meeting", lambda meeting_id, step: _with(agreed[meeting_id], step))


def _with(agreed: Mapping[ConsensusKind, int], step: Step) -> Step:
    parts = [f"{number} 条{kind.label}" for kind, number in agreed.items()]
    return replace(step, note=joined(step.note, f"形成 {'，'.join(parts)}" if parts else ""))


def _agreed(meeting_ids: Sequence[int]) -> Mapping[int, Mapping[ConsensusKind, int]]:
    query = select(Minutes.meeting_id, ConsensusItem.kind, func.count()).join(Minutes.meeting)
    query = query.join(ConsensusItem, ConsensusItem.minutes_id == Minutes.id)
    query = query.where(Minutes.meeting_id.in_(meeting_ids), Minutes.state.in_(FINAL))
    query = query.where(Meeting.state != MeetingState.SHORT).group_by(Minutes.meeting_id, ConsensusItem.kind)
    agreed: dict[int, Counter[ConsensusKind]] = defaultdict(Counter)
    for meeting_id, kind, number in db.session.execute(query) if meeting_ids else ():
        agreed[meeting_id][kind] = number
    return agreed


STORY = Story(tells=_tells)
