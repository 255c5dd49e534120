"""Who is told of what happens to a topic: its station, its screeners, and whose words are in it.

Approval and termination reach the proposers through progress, which tells everyone who had a part.
"""

from collections.abc import Iterable

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import CONVENING, DISTRICT_STAFF
from yiguan.store.db import db
from yiguan.topics import queries
from yiguan.topics.models import Topic


def topic_submitted(topic: Topic, entry: AuditEntry) -> None:
    screeners = holders_over(topic.unit.path, *DISTRICT_STAFF)
    _tell(topic, entry, screeners, f"新议题待审：{topic.title}", f"{topic.unit.name}报来。", f"/desk/topics/{topic.id}")


def topic_returned(topic: Topic, entry: AuditEntry, reason: str, text: str) -> None:
    _tell_station(topic, entry, f"议题退回修改：{reason}", f"“{topic.title}”：{text}")


def topic_approved(topic: Topic, entry: AuditEntry) -> None:
    _tell_station(topic, entry, f"议题已定：{topic.title}", f"{topic.number}，可以安排协商会了。")


def topic_rejected(topic: Topic, entry: AuditEntry, reason: str, text: str) -> None:
    _tell_station(topic, entry, f"议题不予列入：{reason}", f"“{topic.title}”：{text}")
    _tell_proposers(topic, entry, f"您反映的事这次不列入协商：{reason}", text)


def topic_deferred(topic: Topic, entry: AuditEntry, reason: str, text: str) -> None:
    when = f"{clock.day(topic.deferred_until)}再审。" if topic.deferred_until else ""
    _tell_station(topic, entry, f"议题缓议：{reason}", f"“{topic.title}”：{text} {when}")
    _tell_proposers(topic, entry, f"您反映的事要等一等：{reason}", f"{text} {when}")


def topic_resumed(topic: Topic, entry: AuditEntry, text: str) -> None:
    _tell_station(topic, entry, f"议题接着审：{topic.title}", text)


def topic_merged(topic: Topic, entry: AuditEntry, proposers: Iterable[int], main: Topic, text: str) -> None:
    _tell_station(topic, entry, f"议题并入“{main.title}”"[:80], text)
    told = f"并入议题“{main.title}”，一起商量。您的编号照样能查。{text}"
    _tell(topic, entry, proposers, "您反映的事和别人说的是一件事", told)


def topic_terminated(topic: Topic, entry: AuditEntry, reason: str, text: str) -> None:
    _tell_station(topic, entry, f"议题终止：{reason}", f"“{topic.title}”：{text}")


def topic_reopened(topic: Topic, entry: AuditEntry, text: str) -> None:
    _tell_station(topic, entry, f"议题再协商：{topic.title}", f"第{topic.round}轮。{text}")


def _tell_station(topic: Topic, entry: AuditEntry, title: str, text: str) -> None:
    staff = {*holders_of(topic.unit.path, *CONVENING), topic.submitted_by} - {entry.actor_id, None}
    _tell(topic, entry, [i for i in staff if i], title, text, f"/bench/topics/{topic.id}")


def _tell_proposers(topic: Topic, entry: AuditEntry, title: str, text: str) -> None:
    _tell(topic, entry, queries.proposers_of(topic), title, text)


def _tell(topic: Topic, entry: AuditEntry, people: Iterable[int], title: str, text: str, url: str = "") -> None:
    db.session.flush()
    event = f"topic_{entry.act}:{entry.id}"
    tell(event, people, about=topic, title=title, text=text, url=url, unit_id=topic.unit_id)
