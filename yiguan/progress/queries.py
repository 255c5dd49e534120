"""All that a trail is made of, collected in a fixed number of statements however long the story is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, or_, select

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.audit.models import AuditEntry
from yiguan.audit.queries import entries_for
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.meetings.states import MeetingState
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import FINAL, ConsensusKind
from yiguan.notifications.models import Notice
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import SENT
from yiguan.store.db import db
from yiguan.topics.models import Topic, TopicLead


@dataclass(frozen=True)
class Held:
    """A meeting as the trail tells it: who came by kind, what was agreed by kind. Never a name."""

    meeting: Meeting
    came: Mapping[PersonKind, int] = field(default_factory=dict)
    agreed: Mapping[ConsensusKind, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """A signed recommendation: its number, its day, how many items, when its meeting was to begin."""

    number: str
    signed_at: datetime
    items: int
    met_at: datetime


@dataclass(frozen=True)
class Story:
    """What became of a topic."""

    topic: Topic
    main: Topic | None
    entries: Sequence[AuditEntry]
    meetings: Sequence[Held]
    issued: Sequence[Issued]
    leads: int
    first_lead_at: datetime | None

    def last(self, *acts: str) -> AuditEntry | None:
        """The latest time one of these acts was done to the topic."""
        return next((entry for entry in reversed(self.entries) if entry.act in acts), None)

    @property
    def is_public(self) -> bool:
        return self.topic.public_since is not None


def story_of(topic: Topic) -> Story:
    """Six statements, seven where the topic was merged into another."""
    count, first = db.session.execute(_leads_in(topic)).one()
    main = db.session.get(Topic, topic.merged_into_id) if topic.merged_into_id else None
    return Story(
        topic=topic,
        main=main,
        entries=db.session.scalars(entries_for("topic", [topic.id])).all(),
        meetings=_meetings(topic),
        issued=_issued(topic),
        leads=count,
        first_lead_at=first,
    )


def _leads_in(topic: Topic) -> Select[int, datetime | None]:
    joined = select(func.count(Lead.id), func.min(Lead.at)).join(TopicLead, TopicLead.lead_id == Lead.id)
    return joined.where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))


def _meetings(topic: Topic) -> list[Held]:
    query = select(Meeting).join(MeetingTopic, MeetingTopic.meeting_id == Meeting.id)
    query = query.where(MeetingTopic.topic_id == topic.id, Meeting.state != MeetingState.PLANNED)
    meetings = db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()
    ids = [meeting.id for meeting in meetings]
    came, agreed = _came(ids), _agreed(ids)
    return [Held(meeting, came[meeting.id], agreed[meeting.id]) for meeting in meetings]


def _came(meeting_ids: Sequence[int]) -> Mapping[int, dict[PersonKind, int]]:
    counted = (CheckIn.meeting_id.in_(meeting_ids), CheckIn.state == CheckInState.COUNTED)
    query = select(CheckIn.meeting_id, Person.kind, func.count(CheckIn.person_id.distinct())).join(
        Person, Person.id == CheckIn.person_id
    )
    came: dict[int, dict[PersonKind, int]] = defaultdict(dict)
    for meeting_id, kind, number in db.session.execute(query.where(*counted).group_by(CheckIn.meeting_id, Person.kind)):
        came[meeting_id][kind] = number
    return came


def _agreed(meeting_ids: Sequence[int]) -> Mapping[int, dict[ConsensusKind, int]]:
    query = select(Minutes.meeting_id, ConsensusItem.kind, func.count())
    query = query.join(ConsensusItem, ConsensusItem.minutes_id == Minutes.id)
    query = query.where(Minutes.meeting_id.in_(meeting_ids), Minutes.state.in_(FINAL))
    agreed: dict[int, dict[ConsensusKind, int]] = defaultdict(dict)
    for meeting_id, kind, number in db.session.execute(query.group_by(Minutes.meeting_id, ConsensusItem.kind)):
        agreed[meeting_id][kind] = number
    return agreed


def _issued(topic: Topic) -> list[Issued]:
    items = select(func.count()).where(RecommendationItem.recommendation_id == Recommendation.id).scalar_subquery()
    query = select(Recommendation.number, Recommendation.signed_at, items, Meeting.starts_at)
    query = query.join(Meeting, Meeting.id == Recommendation.meeting_id)
    sent = (Recommendation.topic_id == topic.id, Recommendation.state.in_(SENT))
    return [Issued(*row) for row in db.session.execute(query.where(*sent).order_by(Recommendation.signed_at))]


def news_of(lead: Lead, topic: Topic | None) -> Sequence[Notice]:
    """What the proposer was told about this lead, its topic and what became of it, the latest first."""
    about = [and_(Notice.subject == "lead", Notice.subject_id == lead.id)]
    if topic:
        meetings = select(MeetingTopic.meeting_id).where(MeetingTopic.topic_id == topic.id)
        sent = select(Recommendation.id).where(Recommendation.topic_id == topic.id)
        about.append(and_(Notice.subject == "topic", Notice.subject_id == topic.id))
        about.append(and_(Notice.subject == "recommendation", Notice.subject_id.in_(sent)))
        about.append(and_(Notice.subject == "meeting", Notice.subject_id.in_(meetings)))
    query = select(Notice).where(Notice.person_id == lead.person_id, or_(*about))
    return db.session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).limit(20)).all()
