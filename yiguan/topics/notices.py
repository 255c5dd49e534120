"""Who is told of what happens to a topic: its station, its screeners, and whose words are in it.

The `…_news` are for all who had a part in the matter; progress tells them.
"""

from collections.abc import Iterable

from yiguan.base import clock
from yiguan.base.act import Happened, News
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import CONVENING, DISTRICT_STAFF
from yiguan.topics import queries
from yiguan.topics.models import Topic


def lead_accepted(it: Happened) -> None:
    _tell_proposer(it, "您反映的事已采用", f"列入议题“{it.note}”，下一步怎么走会接着告诉您。")


def lead_released(it: Happened) -> None:
    _tell_proposer(it, "您反映的事重新在看", "它暂时从原来的议题里分了出来，协商站会再看一遍。")


def topic_submitted(it: Happened) -> None:
    topic = it.record
    screeners = holders_over(topic.unit.path, *DISTRICT_STAFF)
    _tell(it, screeners, f"新议题待审：{topic.title}", f"{topic.unit.name}报来。", f"/desk/topics/{topic.id}")


def topic_returned(it: Happened) -> None:
    _tell_station(it, f"议题退回修改：{it.reason}", f"“{it.record.title}”：{it.note}")


def topic_approved(it: Happened) -> None:
    _tell_station(it, f"议题已定：{it.record.title}", f"{it.record.number}，可以安排协商会了。")


def approved_news(topic: Topic, note: str) -> News:
    text = f"“{topic.title}”，{topic.number}。接下来会安排开会商量，请您留意通知。"
    return "您关心的事定为议题了", text, ""


def topic_rejected(it: Happened) -> None:
    _tell_station(it, f"议题不予列入：{it.reason}", f"“{it.record.title}”：{it.note}")
    _tell_proposers(it, f"您反映的事这次不列入协商：{it.reason}", it.note)


def rejected_news(topic: Topic, note: str) -> News:
    return "您关心的事这次不列入协商", note, ""


def topic_deferred(it: Happened) -> None:
    until = it.record.deferred_until
    when = f"{clock.day(until)}再审。" if until else ""
    _tell_station(it, f"议题缓议：{it.reason}", f"“{it.record.title}”：{it.note} {when}")
    _tell_proposers(it, f"您反映的事要等一等：{it.reason}", f"{it.note} {when}")


def deferred_news(topic: Topic, note: str) -> News:
    return "您关心的事要等一等", note, ""


def topic_resumed(it: Happened) -> None:
    _tell_station(it, f"议题接着审：{it.record.title}", it.note)


def topic_merged(it: Happened) -> None:
    main, proposers = it.found
    _tell_station(it, f"议题并入“{main.title}”"[:80], it.note)
    told = f"并入议题“{main.title}”，一起商量。您的编号照样能查。{it.note}"
    _tell(it, proposers, "您反映的事和别人说的是一件事", told)


def merged_news(topic: Topic, note: str) -> News:
    return "您关心的事和另一件合在一起商量", note, ""


def topic_terminated(it: Happened) -> None:
    _tell_station(it, f"议题终止：{it.reason}", f"“{it.record.title}”：{it.note}")


def terminated_news(topic: Topic, note: str) -> News:
    return f"议题终止：{topic.title}", note, ""


def topic_reopened(it: Happened) -> None:
    _tell_station(it, f"议题再协商：{it.record.title}", f"第{it.record.round}轮。{it.note}")


def reopened_news(topic: Topic, note: str) -> News:
    return f"这件事再商量一次：{topic.title}", note, ""


def _tell_proposer(it: Happened, title: str, text: str) -> None:
    lead, url = it.record, f"/leads/{it.record.receipt}"
    tell(it.event, [lead.person_id], about=lead, title=title, text=text, url=url, unit_id=lead.unit_id)


def _tell_station(it: Happened, title: str, text: str) -> None:
    topic = it.record
    staff = {*holders_of(topic.unit.path, *CONVENING), topic.submitted_by} - {it.by.id, None}
    _tell(it, [i for i in staff if i], title, text, f"/bench/topics/{topic.id}")


def _tell_proposers(it: Happened, title: str, text: str) -> None:
    _tell(it, queries.proposers_of(it.record), title, text)


def _tell(it: Happened, people: Iterable[int], title: str, text: str, url: str = "") -> None:
    tell(it.event, people, about=it.record, title=title, text=text, url=url, unit_id=it.record.unit_id)
