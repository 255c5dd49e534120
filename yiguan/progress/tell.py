"""Everyone who had a part is told: audit entries become notices, once for each entry and person."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.checkin.models import CheckIn
from yiguan.checkin.states import CheckInState
from yiguan.leads.models import Lead
from yiguan.meetings.models import Meeting, MeetingTopic
from yiguan.notifications.service import tell
from yiguan.progress.models import ToldEntry
from yiguan.recommendations.models import Recommendation
from yiguan.registrations import queries as registrations
from yiguan.store.db import Base, db
from yiguan.topics.models import Support, Topic, TopicLead

SETTLED = timedelta(hours=1)  # no transaction lives this long, so nothing older can still appear below
Words = tuple[str, str, str]


def topic_words(entry: AuditEntry, topic: Topic) -> Words:
    """(title, text, address) of what happened to a topic."""
    said = {
        "approve": ("您关心的事定为议题了", f"“{topic.title}”，{topic.number}。接下来会安排开会商量，请您留意通知。"),
        "reject": ("您关心的事这次不列入协商", entry.note),
        "defer": ("您关心的事要等一等", entry.note),
        "merge": ("您关心的事和另一件合在一起商量", entry.note),
        "terminate": (f"议题终止：{topic.title}", entry.note),
        "reopen": (f"这件事再商量一次：{topic.title}", entry.note),
        "publish": (f"可以公开看了：{topic.title}", "走到哪一步、会上怎么说的、提了什么建议，都在这一页。"),
    }
    title, text = said[entry.act]
    return title, text, f"/topics/{topic.code}" if entry.act == "publish" else ""


def meeting_words(entry: AuditEntry, meeting: Meeting) -> Words:
    when = f"{clock.moment(meeting.starts_at)}，{meeting.place}"
    said = {
        "announce": (f"请您来商量：{meeting.title}", f"{when}。到了会场扫屏幕上的码签到。"),
        "postpone": (f"协商会改期了：{meeting.title}", f"改到{when}。原因：{entry.note}"),
        "cancel": (f"协商会取消了：{meeting.title}", f"原因：{entry.note}"),
    }
    return *said[entry.act], f"/meetings/{meeting.code}"


def recommendation_words(entry: AuditEntry, recommendation: Recommendation) -> Words:
    text = f"大家商量的结果写成了《{recommendation.title}》，{recommendation.number}，已经报送。有了答复会再告诉您。"
    return "商量的结果有了：建议已签发", text, ""


def topics_of(record: Base) -> Sequence[int]:
    """The topics an event is about."""
    if isinstance(record, Topic):
        return [record.id]
    if isinstance(record, Recommendation):
        return [record.topic_id]
    return db.session.scalars(select(MeetingTopic.topic_id).where(MeetingTopic.meeting_id == record.id)).all()


def concerned(topic_ids: Sequence[int]) -> set[int]:
    """Proposers of leads in the topics, those who support them, those who came to their meetings; one statement."""
    proposers = select(Lead.person_id).join(TopicLead, TopicLead.lead_id == Lead.id)
    proposers = proposers.where(TopicLead.topic_id.in_(topic_ids), TopicLead.left_at.is_(None))
    supporters = select(Support.person_id).where(Support.topic_id.in_(topic_ids), Support.withdrawn_at.is_(None))
    came = select(CheckIn.person_id).join(MeetingTopic, MeetingTopic.meeting_id == CheckIn.meeting_id)
    came = came.where(MeetingTopic.topic_id.in_(topic_ids), CheckIn.state == CheckInState.COUNTED)
    return {person for person in db.session.scalars(proposers.union(supporters, came)) if person}


def listed(entry: AuditEntry, record: Base) -> set[int]:
    """Everybody on a meeting's list hears when it moves or is called off (SP-05); inviting tells in its own words."""
    moved = isinstance(record, Meeting) and entry.act in ("postpone", "cancel")
    return registrations.concerned(record.id) if moved else set()


Kind = tuple[type[Base], Callable[..., Words], tuple[str, ...]]
KINDS: dict[str, Kind] = {
    "topic": (Topic, topic_words, ("approve", "reject", "defer", "merge", "terminate", "reopen", "publish")),
    "meeting": (Meeting, meeting_words, ("announce", "postpone", "cancel")),
    "recommendation": (Recommendation, recommendation_words, ("sign",)),
}


def tell_new(limit: int = 50) -> int:
    """Tells the people of at most `limit` entries nobody was told of yet; returns how many entries.

    The slices tell their own parties in the act itself, under the same event, so nobody is told twice.
    """
    entries = db.session.scalars(_untold().limit(limit)).all()
    for entry in entries:
        model, words, _ = KINDS[entry.subject]
        record = db.session.get_one(model, entry.subject_id)
        title, text, url = words(entry, record)
        people = (concerned(topics_of(record)) | listed(entry, record)) - {entry.actor_id or 0}
        event = f"{entry.subject}_{entry.act}:{entry.id}"
        with clock.at(entry.at):  # the day of the news is the day it happened, however late the worker comes
            tell(event, people, about=record, title=title[:80], text=text, url=url, unit_id=_unit_of(record))
        db.session.add(ToldEntry(entry_id=entry.id, at=clock.now()))
    return len(entries)


def _untold() -> Select[AuditEntry]:
    """A late commit has a low number: the search goes back to what was told an hour ago."""
    settled = select(func.coalesce(func.max(ToldEntry.entry_id), 0)).where(ToldEntry.at < clock.now() - SETTLED)
    told = select(ToldEntry.id).where(ToldEntry.entry_id == AuditEntry.id)
    fresh = (AuditEntry.id > settled.scalar_subquery(), or_(*_kinds()), ~told.exists())
    return select(AuditEntry).where(*fresh).order_by(AuditEntry.id)


def _kinds() -> Iterator[ColumnElement[bool]]:
    for subject, (_, _, acts) in KINDS.items():
        yield and_(AuditEntry.subject == subject, AuditEntry.act.in_(acts))


def _unit_of(record: Base) -> int:
    unit_id: int = record.unit_id  # type: ignore[attr-defined]
    return unit_id
