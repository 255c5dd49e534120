"""议题: who raised it, how it was screened, how it ended; and whose leads and support are in it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, select

from yiguan.audit.models import AuditEntry
from yiguan.audit.queries import entries_of
from yiguan.base.act import Act
from yiguan.leads.models import Lead, LeadSupport
from yiguan.leads.queries import SUPPORTED
from yiguan.leads.story import OF_OTHERS
from yiguan.store.db import db
from yiguan.topics import queries
from yiguan.topics.acts import APPROVE, ARCHIVE, DEFER, MERGE, REJECT, TERMINATE
from yiguan.topics.models import Support, Topic, TopicLead
from yiguan.topics.queries import main_of
from yiguan.topics.states import ENDED, TopicSource
from yiguan.workflow.history import last_of, reason_words, words_of
from yiguan.workflow.stories import Held, Links, Step, Story, Trail

AHEAD = ("审题定题",)
ENDS = (REJECT, DEFER, MERGE, TERMINATE, ARCHIVE)
"""The acts with which the way of a topic ends, some only until it is taken up again."""


def _tells(topic: Topic, trail: Trail) -> Trail:
    """From screening to the end; whoever proposed it has read how it was raised already."""
    entries = entries_of(topic)
    approved, ended = last_of(entries, APPROVE), last_of(entries, *(act for act in ENDS if act.target is topic.state))
    opening = trail.opening or _raised(topic)
    return replace(
        trail,
        opening=(*opening, _settled(topic, *approved, trail)) if approved else opening,
        coming=trail.coming if approved else (*trail.coming, *map(Step, AHEAD)),
        end=_end(topic, *ended, trail) if ended else None,
    )


def _raised(topic: Topic) -> tuple[Step, Step]:
    count, first = db.session.execute(_leads_in(topic)).one()
    by_residents = count or topic.source is TopicSource.PUBLIC_RAISED
    joined = f"{count} 件同样的事合在一起议，每位都会收到结果。" if count > 1 else ""
    raised = Step("居民提出" if by_residents else topic.source.label, first or topic.at)
    return raised, Step("协商站受理", topic.at, note=joined)


def _leads_in(topic: Topic) -> Select[int, datetime | None]:
    joined = select(func.count(Lead.id), func.min(Lead.at)).join(TopicLead, TopicLead.lead_id == Lead.id)
    return joined.where(TopicLead.topic_id == topic.id, TopicLead.left_at.is_(None))


def _settled(topic: Topic, act: Act, entry: AuditEntry, trail: Trail) -> Step:
    links = (("看公开的页面", f"/topics/{topic.code}"),) if trail.words and topic.public_since else ()
    return Step(_label(act, trail), entry.at, note=topic.number or "", links=links)


def _label(act: Act, trail: Trail) -> str:
    return (act.said.proposer if trail.words else act.said.public) or act.label


def _end(topic: Topic, act: Act, entry: AuditEntry, trail: Trail) -> Step:
    note, links = _merged(topic, trail) if act is MERGE else (_why(entry, trail), ())
    return Step(_label(act, trail), entry.at, note=note, links=links)


def _why(entry: AuditEntry, trail: Trail) -> str:
    """The listed reason for everybody; the words that came with it for who proposed the topic."""
    reasons = reason_words([entry])
    return words_of(entry, reasons) if trail.words else reasons.get(entry.id, "")


def _merged(topic: Topic, trail: Trail) -> tuple[str, Links]:
    main = main_of(topic)
    assert main is not None  # noqa: S101 - a constraint holds that a merged topic has one
    note = f"和“{main.title}”一起商量。" if trail.words or main.public_since else "和另一件事一起商量。"
    return note, (("看那个议题", f"/topics/{main.code}"),) if main.public_since else ()


_current = TopicLead.left_at.is_(None)


def _needs(before: datetime) -> Sequence[Select[int | None]]:
    """Who proposed or supports a topic that still goes on."""
    leads = select(Lead.person_id).join(TopicLead, TopicLead.lead_id == Lead.id)
    leads = leads.join(Topic, Topic.id == TopicLead.topic_id)
    support = select(Support.person_id).join(Topic, Topic.id == Support.topic_id)
    alike = select(LeadSupport.person_id).join(TopicLead, TopicLead.lead_id == LeadSupport.lead_id)
    alike = alike.join(Topic, Topic.id == TopicLead.topic_id).where(_current, SUPPORTED)
    goes_on = Topic.state.not_in(ENDED)
    wanted = support.where(Support.withdrawn_at.is_(None))
    return leads.where(goes_on, _current), wanted.where(goes_on), alike.where(goes_on)


def _holds(persons: Sequence[int]) -> Iterator[Held]:
    """The topics that took up what they reported, and those that they support."""
    leads = (
        select(Lead, Topic).join(TopicLead, TopicLead.lead_id == Lead.id).join(Topic, Topic.id == TopicLead.topic_id)
    )
    for lead, topic in db.session.execute(leads.where(Lead.person_id.in_(persons), _current)):
        is_open, about = topic.state not in ENDED, ("lead", lead.id)
        yield Held("列入议题", topic.title, lead.at, f"/leads/{lead.receipt}", is_open=is_open, about=about)
    support = select(Support, Topic).join(Topic, Topic.id == Support.topic_id).where(Support.withdrawn_at.is_(None))
    for one, topic in db.session.execute(support.where(Support.person_id.in_(persons))):
        is_open, about = topic.state not in ENDED, ("support", one.id)
        yield Held("支持的议题", topic.title, one.at, _public(topic), is_open=is_open, about=about)
    alike = select(LeadSupport, Topic).join(TopicLead, TopicLead.lead_id == LeadSupport.lead_id)
    alike = alike.join(Topic, Topic.id == TopicLead.topic_id).where(_current, SUPPORTED)
    for mine, topic in db.session.execute(alike.where(LeadSupport.person_id.in_(persons))):
        is_open, about = topic.state not in ENDED, ("lead_support", mine.id)
        title = topic.title if topic.public_since else OF_OTHERS
        yield Held("我也一样，列入议题", title, mine.at, _public(topic), is_open=is_open, about=about)


def _public(topic: Topic) -> str:
    return f"/topics/{topic.code}" if topic.public_since else ""


_proposers = select(TopicLead.topic_id, Lead.person_id).join(Lead, Lead.id == TopicLead.lead_id).where(_current)
STORY = Story(
    tells=_tells,
    holds=_holds,
    ahead=AHEAD,
    records={"topic": select(Topic.id, Topic.id.label("topic_id"))},
    proposed=(_proposers,),
    supported=(queries.supporters(),),
    concerned=(_proposers, queries.supporters()),
    needs=_needs,
)
