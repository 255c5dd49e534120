from collections.abc import Iterable, Sequence

from sqlalchemy import Select, and_, case, func, or_, select, union
from sqlalchemy.orm import contains_eager, joinedload

from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.leads.models import Lead, LeadSupport
from yiguan.leads.queries import SUPPORTED
from yiguan.organisation.models import Unit
from yiguan.organisation.values import value_of
from yiguan.people.queries import holders_of
from yiguan.people.states import Role
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.topics import rules
from yiguan.topics.models import Support, Topic, TopicLead
from yiguan.topics.parameters import STATION_APPROVES
from yiguan.topics.rules import MEMBERS, READERS, WORKING
from yiguan.topics.states import KNOWN, OPEN_TO_LEADS, TopicSource, TopicState


def visible_to(actor: Actor) -> Select[Topic]:
    """Every list and look-up of staff starts here: who works on topics sees all within reach, others what is settled.

    Members see what they recommended too.
    """
    working = reaches(actor, Unit.path, *WORKING)
    settled = and_(reaches(actor, Unit.path, *READERS), Topic.state.in_(KNOWN))
    members = and_(reaches(actor, Unit.path, *MEMBERS), Topic.source == TopicSource.MEMBER_RECOMMENDED)
    seen = or_(working, settled, members)
    return select(Topic).join(Topic.unit).where(seen).options(contains_eager(Topic.unit))


def get_topic(actor: Actor, topic_id: int, *, lock: bool = False) -> Topic:
    """Raises NotFound outside the actor's reach; `lock` lets a second editor wait for the first one's version."""
    query = visible_to(actor).where(Topic.id == topic_id).options(joinedload(Topic.limit))
    topic = db.session.scalar(query.with_for_update(of=Topic) if lock else query)
    if topic is None:
        raise NotFound("没有找到这个议题，可能不在您的范围内。请回到议题列表看看。")
    return topic


def hold(topic: Topic, *others: Topic) -> None:
    """Waits for whoever merges one of these topics or moves their leads, then reads the state of the first again.

    Locked in one order, and not FOR UPDATE: that would hold up rows that point to a topic.
    """
    numbers = [one.id for one in (topic, *others)]
    held = select(Topic.id).where(Topic.id.in_(numbers)).order_by(Topic.id)
    db.session.execute(held.with_for_update(key_share=True))
    db.session.refresh(topic, ["state", "version"])


def queue(actor: Actor, *states: TopicState) -> Select[Topic]:
    """What waits for a decision first, by time left; the rest newest first."""
    turn = case((Topic.state == TopicState.SCREENING, 0), (Topic.state == TopicState.RETURNED, 1), else_=2)
    by_time = case((Topic.state == TopicState.SCREENING, Topic.id), else_=-Topic.id)
    return visible_to(actor).where(Topic.state.in_(states)).order_by(turn, Topic.due_on, by_time)


def counts(actor: Actor) -> dict[TopicState, int]:
    """How many there are of each state, for the filters, in one statement."""
    bare = visible_to(actor).with_only_columns(Topic.state, func.count(Topic.id), maintain_column_froms=True)
    return {row[0]: row[1] for row in db.session.execute(bare.group_by(Topic.state))}


def lead_counts(topics: Iterable[Topic]) -> dict[int, int]:
    """How many leads each topic of a list holds, in one statement."""
    ids = [topic.id for topic in topics]
    current = (TopicLead.topic_id.in_(ids), TopicLead.left_at.is_(None))
    query = select(TopicLead.topic_id, func.count(TopicLead.id)).where(*current).group_by(TopicLead.topic_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def leads_of(topic: Topic) -> Sequence[TopicLead]:
    """The leads in the topic now, with their own stations."""
    query = select(TopicLead).where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))
    stations = joinedload(TopicLead.lead).joinedload(Lead.unit)
    return db.session.scalars(query.options(stations).order_by(TopicLead.id)).all()


def merged_into(topic: Topic) -> Sequence[Topic]:
    """The topics that point to this one."""
    return db.session.scalars(select(Topic).where(Topic.merged_into_id == topic.id).order_by(Topic.id)).all()


def membership_of(lead: Lead) -> TopicLead | None:
    """The row that holds the lead in its topic now."""
    return db.session.scalar(select(TopicLead).where(TopicLead.lead_id == lead.id, TopicLead.left_at.is_(None)))


def topic_of(lead: Lead) -> Topic | None:
    """The topic the lead is in now."""
    current = (TopicLead.lead_id == lead.id, TopicLead.left_at.is_(None))
    joined = select(Topic).join(TopicLead, TopicLead.topic_id == Topic.id).where(*current)
    return db.session.scalar(joined.options(joinedload(Topic.unit)))


def open_topics(actor: Actor, unit_id: int, *, besides: int = 0) -> Sequence[Topic]:
    """Topics of a unit that a lead may join, or another topic be merged into; newest first."""
    open_ = (Topic.unit_id == unit_id, Topic.state.in_(OPEN_TO_LEADS), Topic.id != besides)
    return db.session.scalars(visible_to(actor).where(*open_).order_by(Topic.id.desc()).limit(100)).all()


def supporters() -> Select[int, int]:
    """Topic and person, once each: who supports it, and who supported a lead that is in it (TR-04)."""
    own = select(Support.topic_id, Support.person_id).where(Support.withdrawn_at.is_(None))
    alike = select(TopicLead.topic_id, LeadSupport.person_id).join(
        LeadSupport, LeadSupport.lead_id == TopicLead.lead_id
    )
    both = union(own, alike.where(TopicLead.left_at.is_(None), SUPPORTED)).subquery()
    return select(both.c.topic_id, both.c.person_id)


def proposers_of(topic: Topic) -> set[int]:
    """Whose leads are in the topic now."""
    query = select(Lead.person_id).join(TopicLead, TopicLead.lead_id == Lead.id)
    return set(db.session.scalars(query.where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))))


def has_other_conveners(topic: Topic, actor: Actor) -> bool:
    """Whether somebody else at the station could approve (product.md §5.5)."""
    return bool(set(holders_of(topic.unit.path, Role.CONVENER)) - {actor.id})


def may_approve(actor: Actor, topic: Topic) -> bool:
    """The rule with what it asks of the database: the district first, then the station for its own 小微 topics."""
    if rules.can_screen(actor, topic):
        return True
    others = has_other_conveners(topic, actor)
    return rules.can_approve(actor, topic, station_may=value_of(STATION_APPROVES), others=others)


def main_of(topic: Topic) -> Topic | None:
    """The topic this one was merged into."""
    return db.session.get(Topic, topic.merged_into_id) if topic.merged_into_id else None
