from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from yiguan.base.actor import Actor
from yiguan.base.codes import CROCKFORD, read_code
from yiguan.base.errors import NotFound
from yiguan.leads.models import Lead
from yiguan.meetings import co_hosts
from yiguan.meetings.models import AgendaItem, Meeting, MeetingTopic
from yiguan.meetings.states import AHEAD, HELD, MeetingState
from yiguan.organisation.models import Unit
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.topics import queries as topics
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.states import TopicState

S = MeetingState
VIEWS = {"ahead": ("将要开的", AHEAD), "held": ("开过的", HELD), "cancelled": ("取消的", (S.CANCELLED,))}
"""The filters of the list: address word → (label, states)."""


def visible_to(actor: Actor) -> Select[Meeting]:
    """Every list and look-up of staff starts here, so nobody sees a meeting outside their reach."""
    within = reaches(actor, Unit.path) | co_hosts.within(actor)
    return select(Meeting).join(Meeting.unit).where(within).options(contains_eager(Meeting.unit))


def in_view(actor: Actor, view: str) -> Select[Meeting]:
    """One filter's list: what lies ahead begins with the next one, the rest with the latest."""
    query = visible_to(actor).where(Meeting.state.in_(VIEWS[view][1]))
    return query.order_by(Meeting.starts_at if view == "ahead" else Meeting.starts_at.desc(), Meeting.id)


def latest(actor: Actor) -> Select[Meeting]:
    """All of them, the latest first."""
    return visible_to(actor).order_by(Meeting.starts_at.desc(), Meeting.id)


def get_meeting(actor: Actor, code: str, *, lock: bool = False) -> Meeting:
    """The meeting by its public code, within the actor's reach. Raises NotFound.

    `lock` lets a second editor wait for the first one's version; check-ins, whose rows point to it, do not wait.
    """
    query = visible_to(actor)
    return _one(query.with_for_update(of=Meeting, key_share=True) if lock else query, code)


def public_meeting(code: str) -> Meeting:
    """The meeting as everybody may see it: not before it is announced. Raises NotFound."""
    announced = select(Meeting).join(Meeting.unit).where(Meeting.state != S.PLANNED)
    return _one(announced.options(contains_eager(Meeting.unit)), code)


def _one(query: Select[Meeting], code: str) -> Meeting:
    found = db.session.scalar(query.where(Meeting.code == (read_code(code, CROCKFORD) or "")))
    if found is None:
        raise NotFound("没有找到这场协商会。请核对编号，或从协商站的页面进入。")
    return found


def agenda_of(meeting: Meeting) -> Sequence[AgendaItem]:
    query = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return db.session.scalars(query.order_by(AgendaItem.position)).all()


def topics_of(meeting: Meeting) -> Sequence[Topic]:
    return [planned.topic for planned in planned_for(meeting)]


def planned_for(meeting: Meeting) -> Sequence[MeetingTopic]:
    """The topics of the meeting, each with its round."""
    query = select(MeetingTopic).join(MeetingTopic.topic).options(contains_eager(MeetingTopic.topic))
    return db.session.scalars(query.where(MeetingTopic.meeting_id == meeting.id).order_by(Topic.id)).all()


def topics_within(actor: Actor, meeting: Meeting) -> set[int]:
    """The topics of the meeting whose pages the actor may open."""
    planned = select(MeetingTopic.topic_id).where(MeetingTopic.meeting_id == meeting.id)
    return {topic.id for topic in db.session.scalars(topics.visible_to(actor).where(Topic.id.in_(planned)))}


def topics_for(*units: Unit) -> Sequence[Topic]:
    """What the units may put on a meeting's agenda: their approved topics, the latest first."""
    ours = Topic.unit_id.in_([unit.id for unit in units])
    query = select(Topic).where(ours, Topic.state == TopicState.APPROVED)
    return db.session.scalars(query.order_by(Topic.id.desc())).all()


def proposers_of(meeting: Meeting) -> set[int]:
    """Persons whose leads are in the meeting's topics now."""
    query = select(Lead.person_id).join(TopicLead, TopicLead.lead_id == Lead.id)
    query = query.join(MeetingTopic, MeetingTopic.topic_id == TopicLead.topic_id)
    current = (MeetingTopic.meeting_id == meeting.id, TopicLead.left_at.is_(None))
    return set(db.session.scalars(query.where(*current)))
