"""From a candidate to a settled topic. Each act: require, change, trail, notices."""

from datetime import date

from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base import clock, codes
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, require
from yiguan.calendar.deadlines import working_deadline
from yiguan.leads import service as leads
from yiguan.leads.models import Lead
from yiguan.numbering.service import allot
from yiguan.organisation.models import Unit
from yiguan.organisation.queries import get_reason
from yiguan.organisation.states import ReasonKind
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.topics import notices, queries, rules
from yiguan.topics.models import Topic, TopicLead
from yiguan.topics.states import DRAFTS, OPEN_TO_LEADS, TOPIC_FLOW, TopicLevel, TopicSource

SCREENING_DAYS = 5
"""审题, in working days (domain.md §2.4)."""


def create_topic(
    actor: Actor,
    unit: Unit,
    *,
    title: str,
    problem: str,
    affected: str = "",
    place: str = "",
    field: str = "",
    source: TopicSource = TopicSource.STATION_FOUND,
    level: TopicLevel = TopicLevel.STATION,
) -> Topic:
    """A candidate of this unit. Raises Invalid for a field nobody listed."""
    require(rules.can_propose(actor, unit))
    leads.check_field(field)
    topic = Topic(code=codes.random_code(6), unit_id=unit.id, unit=unit, at=clock.now(), title=title, problem=problem)
    topic.affected, topic.place, topic.field, topic.source, topic.level = affected, place, field, source, level
    db.session.add(topic)
    trail.record(topic, "create", by=actor)
    return topic


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
) -> Topic:
    """The whole text at once, while it is a draft; the leads keep the residents' own words."""
    require(rules.can_keep(actor, topic))
    if topic.state not in DRAFTS:
        raise Conflict(f"议题现在是“{topic.state.label}”，不能再改，您写的没有存下。", code="wrong_state")
    leads.check_field(field)
    topic.title, topic.problem, topic.affected, topic.place = title, problem, affected, place
    topic.field, topic.source, topic.level = field, source, level
    trail.record(topic, "edit", by=actor)
    return topic


def accept_lead(actor: Actor, lead: Lead, topic: Topic) -> Topic:
    """采用: the lead joins a topic; two leads in one topic are merged by that alone (E1)."""
    require(rules.can_keep(actor, topic))
    if topic.state not in OPEN_TO_LEADS:
        raise Conflict(
            f"议题现在是“{topic.state.label}”，不能再加入线索。请选别的议题，或者新开一个。", code="wrong_state"
        )
    leads.accept(actor, lead, topic_title=topic.title)
    db.session.add(TopicLead(topic_id=topic.id, lead_id=lead.id, joined_at=clock.now()))
    trail.record(topic, "join", by=actor, after=lead.receipt)
    return topic


def release_lead(actor: Actor, lead: Lead, topic: Topic) -> Topic:
    """Undo of joining: the lead goes back to its station's inbox, the row of its stay is kept."""
    require(rules.can_keep(actor, topic))
    stay = queries.membership_of(lead)
    if stay is None or stay.topic_id != topic.id:
        raise Conflict("这条线索已经不在这个议题里了，什么都没有改动。", code="not_joined")
    stay.left_at = clock.now()
    leads.release(actor, lead)
    trail.record(topic, "leave", by=actor, before=lead.receipt)
    return topic


def submit_topic(actor: Actor, topic: Topic) -> Topic:
    """报审, with all that screening asks for. Raises Invalid naming what is missing."""
    require(rules.can_submit(actor, topic))
    lacking = {name: [f"报审前请先点“修改”，写上{word}。"] for name, word, value in missing_in(topic) if not value}
    if lacking and topic.state in DRAFTS:
        raise Invalid(fields=lacking)
    topic.submitted_by, topic.due_on = actor.id, _screening_ends()
    notices.topic_submitted(topic, trail.move(topic, TOPIC_FLOW, "submit", by=actor))
    return topic


def missing_in(topic: Topic) -> list[tuple[str, str, str]]:
    """What must stand in a topic before it is screened: (field, words, value)."""
    return [("affected", "影响到谁", topic.affected), ("place", "在哪儿", topic.place)]


def _screening_ends() -> date:
    return working_deadline(clock.now(), SCREENING_DAYS).due


def return_topic(actor: Actor, topic: Topic, *, reason: str, text: str) -> Topic:
    """退回修改: back to its convener, who may mend it and submit it again."""
    require(rules.can_screen(actor, topic))
    listed, topic.due_on = get_reason(ReasonKind.TOPIC_RETURN, reason), None
    entry = trail.move(topic, TOPIC_FLOW, "return", by=actor, reason=reason, note=text)
    notices.topic_returned(topic, entry, listed.label, text)
    return topic


def approve_topic(actor: Actor, topic: Topic) -> Topic:
    """定题: the number is allotted here. 小微 ones by their own station where the setting allows; the audit says so."""
    others = queries.has_other_conveners(topic, actor)
    allowed = rules.can_approve(actor, topic, station_may=settings().station_approves, others=others)
    require(allowed, "定题要由区政协审，或由本站另一位召集人审。什么都没有改动。")
    TOPIC_FLOW.target("approve", topic.state)  # refused before a number is spent
    topic.number = topic.number or allot(
        f"topic-{topic.unit.code}", f"铜议〔{{year}}〕{topic.unit.code}-{{number:02d}}"
    )
    topic.due_on = topic.deferred_until = None
    notices.topic_approved(topic, trail.move(topic, TOPIC_FLOW, "approve", by=actor))
    return topic


def reject_topic(actor: Actor, topic: Topic, *, reason: str, text: str) -> Topic:
    """不予列入, with a listed reason and a text for the station and the proposers (E3)."""
    require(rules.can_screen(actor, topic))
    listed, topic.due_on = get_reason(ReasonKind.TOPIC_REJECT, reason), None
    entry = trail.move(topic, TOPIC_FLOW, "reject", by=actor, reason=reason, note=text)
    notices.topic_rejected(topic, entry, listed.label, text)
    return topic


def defer_topic(actor: Actor, topic: Topic, *, reason: str, text: str, until: date) -> Topic:
    """缓议 until a day on which it is looked at again."""
    require(rules.can_screen(actor, topic))
    listed, topic.due_on, topic.deferred_until = get_reason(ReasonKind.TOPIC_DEFER, reason), None, until
    entry = trail.move(topic, TOPIC_FLOW, "defer", by=actor, reason=reason, note=text)
    notices.topic_deferred(topic, entry, listed.label, text)
    return topic


def resume_topic(actor: Actor, topic: Topic, *, text: str) -> Topic:
    """Back to screening, with the full time for it."""
    require(rules.can_screen(actor, topic))
    topic.deferred_until, topic.due_on = None, _screening_ends()
    notices.topic_resumed(topic, trail.move(topic, TOPIC_FLOW, "resume", by=actor, note=text), text)
    return topic


def merge_topic(actor: Actor, topic: Topic, *, into: Topic, text: str) -> Topic:
    """并题: all leads go over to the main topic; this one stays readable and points there (E2)."""
    require(rules.can_merge(actor, topic) and rules.can_receive(actor, into))
    if into.id == topic.id or into.state not in OPEN_TO_LEADS:
        raise Conflict("请选另一个还在办的议题作主题，什么都没有改动。", code="wrong_target")
    TOPIC_FLOW.target("merge", topic.state)
    proposers = queries.proposers_of(topic)
    for stay in queries.leads_of(topic):
        stay.left_at = clock.now()
        db.session.flush()  # one current topic a lead: the old stay ends before the new one begins
        db.session.add(TopicLead(topic_id=into.id, lead_id=stay.lead_id, joined_at=clock.now()))
    db.session.execute(update(Topic).where(Topic.merged_into_id == topic.id).values(merged_into_id=into.id))
    topic.merged_into_id, topic.due_on = into.id, None
    entry = trail.move(topic, TOPIC_FLOW, "merge", by=actor, note=text)
    trail.record(into, "absorb", by=actor, after=topic.code)
    notices.topic_merged(topic, entry, proposers, into, text)
    return topic


def terminate_topic(actor: Actor, topic: Topic, *, reason: str, text: str) -> Topic:
    """终止 after approval, such as a matter solved before the meeting."""
    require(rules.can_screen(actor, topic))
    listed = get_reason(ReasonKind.TOPIC_TERMINATE, reason)
    entry = trail.move(topic, TOPIC_FLOW, "terminate", by=actor, reason=reason, note=text)
    notices.topic_terminated(topic, entry, listed.label, text)
    return topic


def archive_topic(actor: Actor, topic: Topic) -> Topic:
    require(rules.can_screen(actor, topic))
    trail.move(topic, TOPIC_FLOW, "archive", by=actor)
    return topic


def reopen_topic(actor: Actor, topic: Topic, *, text: str) -> Topic:
    """再协商: the same topic under its number, one round on (E19)."""
    require(rules.can_screen(actor, topic))
    TOPIC_FLOW.target("reopen", topic.state)
    topic.round += 1
    notices.topic_reopened(topic, trail.move(topic, TOPIC_FLOW, "reopen", by=actor, note=text), text)
    return topic
