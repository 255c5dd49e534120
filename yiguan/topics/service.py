"""What is particular to each act on a topic, and to a lead's way in and out; the rest happens around it."""

from datetime import date

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import Trace
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar import service as calendar
from yiguan.calendar.limits import working_days
from yiguan.leads.models import Lead
from yiguan.leads.reporting import begin_first_look, check_field
from yiguan.numbering.service import allot
from yiguan.organisation.values import value_of
from yiguan.store.db import db
from yiguan.topics import queries, rules
from yiguan.topics.marks import ABSORB, JOIN, LEAVE
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.parameters import SCREENING
from yiguan.topics.states import OPEN_TO_LEADS, TopicLevel, TopicSource

"""审题, in working days (domain.md §2.4)."""


def edit_topic(
    actor: Actor,
    topic: Topic,
    *,
    title: str,
    problem: str,
    affected: str,
    place: str,
    field: str,
    source: TopicSource,
    level: TopicLevel,
) -> None:
    """The whole text at once, while it is a draft; the leads keep the residents' own words."""
    check_field(field)
    topic.title, topic.problem, topic.affected, topic.place = title, problem, affected, place
    topic.field, topic.source, topic.level = field, source, level


def accept_lead(actor: Actor, lead: Lead, *, topic: Topic) -> Trace:
    """采用: the lead joins a topic; two leads in one topic are merged by that alone (E1)."""
    require(rules.can_keep(actor, topic))
    queries.hold(topic)
    if topic.state not in OPEN_TO_LEADS:
        raise Conflict(
            f"议题现在是“{topic.state.label}”，不能再加入线索。请选别的议题，或者新开一个。", code="wrong_state"
        )
    calendar.end(lead)
    db.session.add(TopicLead(topic_id=topic.id, lead_id=lead.id, joined_at=clock.now()))
    trail.record(topic, JOIN, by=actor, after=lead.receipt)
    return Trace(note=topic.title)


def release_lead(actor: Actor, lead: Lead, *, topic: Topic) -> None:
    """Undo of joining: the lead goes back to its station's inbox, the row of its stay is kept."""
    require(rules.can_keep(actor, topic))
    queries.hold(topic)
    stay = queries.membership_of(lead)
    if stay is None or stay.topic_id != topic.id:
        raise Conflict("这条线索已经不在这个议题里了，什么都没有改动。", code="not_joined")
    stay.left_at = clock.now()
    begin_first_look(lead)
    trail.record(topic, LEAVE, by=actor, before=lead.receipt)


def submit_topic(actor: Actor, topic: Topic) -> None:
    """报审, with all that screening asks for. Raises Invalid naming what is missing."""
    lacking = {
        name: [f"报审前请先点“修改”，写上{word}。"] for name, word, value in rules.missing_in(topic) if not value
    }
    if lacking:
        raise Invalid(fields=lacking)
    topic.submitted_by = actor.id
    _begin_screening(topic)


def _begin_screening(topic: Topic) -> None:
    calendar.begin(topic, clock.now(), working_days(value_of(SCREENING)))


def stop_clock(actor: Actor, topic: Topic) -> None:
    """Screening is over, or waits for the station."""
    calendar.end(topic)


def approve_topic(actor: Actor, topic: Topic) -> None:
    """定题: the number is allotted here. 小微 ones by their own station where the setting allows; the audit says so."""
    series, pattern = f"topic-{topic.unit.code}", f"铜议〔{{year}}〕{topic.unit.code}-{{number:02d}}"
    topic.number = topic.number or allot(series, pattern)
    topic.deferred_until = None
    calendar.end(topic)


def defer_topic(actor: Actor, topic: Topic, *, until: date) -> None:
    """缓议 until a day on which it is looked at again."""
    topic.deferred_until = until
    calendar.end(topic)


def resume_topic(actor: Actor, topic: Topic) -> None:
    """Back to screening, with the full time for it."""
    topic.deferred_until = None
    _begin_screening(topic)


def merge_topic(actor: Actor, topic: Topic, *, into: Topic) -> Trace:
    """并题: all leads go over to the main topic; this one stays readable and points there (E2)."""
    require(rules.can_receive(actor, into))
    queries.hold(into, topic)
    if into.id == topic.id or into.state not in OPEN_TO_LEADS:
        raise Conflict("请选另一个还在办的议题作主题，什么都没有改动。", code="wrong_target")
    proposers = queries.proposers_of(topic)
    for stay in queries.leads_of(topic):
        stay.left_at = clock.now()
        db.session.flush()  # one current topic a lead: the old stay ends before the new one begins
        db.session.add(TopicLead(topic_id=into.id, lead_id=stay.lead_id, joined_at=clock.now()))
    for merged in queries.merged_into(topic):
        merged.merged_into_id = into.id
    trail.record(into, ABSORB, by=actor, after=topic.code)
    topic.merged_into_id = into.id
    calendar.end(topic)
    return Trace(found=(into, proposers))


def reopen_topic(actor: Actor, topic: Topic) -> None:
    """再协商: the same topic under its number, one round on (E19)."""
    topic.round += 1
