"""Who is told of what happens to a topic: its station, its screeners, and whose words are in it.

The `…_news` are for all who had a part in the matter; progress tells them.
"""

from collections.abc import Iterable

from yiguan.base import clock
from yiguan.base.act import Happened, Message, News
from yiguan.district.wording import NOTE, NUMBER, REASON, SUBJECT, UNIT, Blank, Wording, wording
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.queries import holders_of, holders_over
from yiguan.people.states import CONVENING, DISTRICT_STAFF
from yiguan.topics import queries
from yiguan.topics.models import Topic

HEADING = "议题"
AGAIN, INTO, ROUND = (
    Blank("再审", "12月28日（周一）再审。"),
    Blank("并入的议题", "路灯怎么装、谁来修"),
    Blank("轮", "2"),
)
_OWN, _DUTY, _OTHERS = NoticeKind.OWN_MATTER, NoticeKind.DUTY, NoticeKind.OTHERS
WITH_NOTE = "“{标题}”：{说明}"
ACCEPTED = wording("lead_accepted", "线索采用了，告诉提出的人", _OWN, "您反映的事已采用",
                   "列入议题“{标题}”，下一步怎么走会接着告诉您。", SUBJECT)  # fmt: skip
RELEASED = wording("lead_released", "线索从议题里分出来，告诉提出的人", _OWN, "您反映的事重新在看",
                   "它暂时从原来的议题里分了出来，协商站会再看一遍。")  # fmt: skip
SUBMITTED = wording("topic_submitted", "议题报来了，告诉审的人", _DUTY,
                    "新议题待审：{标题}", "{单位}报来。", SUBJECT, UNIT)  # fmt: skip
RETURNED = wording("topic_returned", "议题退回，告诉站里", _DUTY,
                   "议题退回修改：{理由}", WITH_NOTE, REASON, SUBJECT, NOTE)  # fmt: skip
APPROVED = wording("topic_approved", "议题定了，告诉站里", _DUTY, "议题已定：{标题}",
                   "{编号}，可以安排协商会了。", SUBJECT, NUMBER)  # fmt: skip
APPROVED_TO_ALL = wording("topic_approved_to_all", "议题定了，告诉参与过的人", _OTHERS, "您关心的事定为议题了",
                          "“{标题}”，{编号}。接下来会安排开会商量，请您留意通知。", SUBJECT, NUMBER)  # fmt: skip
REJECTED = wording("topic_rejected", "议题不列入，告诉站里", _DUTY,
                   "议题不予列入：{理由}", WITH_NOTE, REASON, SUBJECT, NOTE)  # fmt: skip
REJECTED_OWN = wording("topic_rejected_own", "议题不列入，告诉提出的人", _OWN,
                       "您反映的事这次不列入协商：{理由}", "{说明}", REASON, NOTE)  # fmt: skip
REJECTED_TO_ALL = wording("topic_rejected_to_all", "议题不列入，告诉参与过的人", _OTHERS,
                          "您关心的事这次不列入协商", "{说明}", NOTE)  # fmt: skip
DEFERRED = wording("topic_deferred", "议题缓议，告诉站里", _DUTY,
                   "议题缓议：{理由}", f"{WITH_NOTE} {{再审}}", REASON, SUBJECT, NOTE, AGAIN)  # fmt: skip
DEFERRED_OWN = wording("topic_deferred_own", "议题缓议，告诉提出的人", _OWN,
                       "您反映的事要等一等：{理由}", "{说明} {再审}", REASON, NOTE, AGAIN)  # fmt: skip
DEFERRED_TO_ALL = wording("topic_deferred_to_all", "议题缓议，告诉参与过的人", _OTHERS,
                          "您关心的事要等一等", "{说明}", NOTE)  # fmt: skip
RESUMED = wording("topic_resumed", "议题接着审，告诉站里", _DUTY, "议题接着审：{标题}", "{说明}", SUBJECT, NOTE)
MERGED = wording("topic_merged", "议题并入另一个，告诉站里", _DUTY, "议题并入“{并入的议题}”", "{说明}", INTO, NOTE)
MERGED_OWN = wording("topic_merged_own", "议题并入另一个，告诉提出的人", _OWN, "您反映的事和别人说的是一件事",
                     "并入议题“{并入的议题}”，一起商量。您的编号照样能查。{说明}", INTO, NOTE)  # fmt: skip
MERGED_TO_ALL = wording("topic_merged_to_all", "议题并入另一个，告诉参与过的人", _OTHERS,
                        "您关心的事和另一件合在一起商量", "{说明}", NOTE)  # fmt: skip
TERMINATED = wording("topic_terminated", "议题终止，告诉站里", _DUTY,
                     "议题终止：{理由}", WITH_NOTE, REASON, SUBJECT, NOTE)  # fmt: skip
TERMINATED_TO_ALL = wording("topic_terminated_to_all", "议题终止，告诉参与过的人", _OTHERS,
                            "议题终止：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
REOPENED = wording("topic_reopened", "议题再协商，告诉站里", _DUTY,
                   "议题再协商：{标题}", "第{轮}轮。{说明}", SUBJECT, ROUND, NOTE)  # fmt: skip
REOPENED_TO_ALL = wording("topic_reopened_to_all", "议题再协商，告诉参与过的人", _OTHERS,
                          "这件事再商量一次：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip


def lead_accepted(it: Happened) -> None:
    _tell_proposer(it, ACCEPTED.filled({SUBJECT: it.note}))


def lead_released(it: Happened) -> None:
    _tell_proposer(it, RELEASED.filled())


def topic_submitted(it: Happened) -> None:
    topic = it.record
    screeners = holders_over(topic.unit.path, *DISTRICT_STAFF)
    message = SUBMITTED.filled({SUBJECT: topic.title, UNIT: topic.unit.name})
    _tell(it, screeners, message, f"/desk/topics/{topic.id}")


def topic_returned(it: Happened) -> None:
    _tell_station(it, RETURNED)


def topic_approved(it: Happened) -> None:
    _tell_station(it, APPROVED)


def approved_news(topic: Topic, note: str) -> News:
    return _news(APPROVED_TO_ALL, topic, note)


def topic_rejected(it: Happened) -> None:
    _tell_station(it, REJECTED)
    _tell_proposers(it, REJECTED_OWN)


def rejected_news(topic: Topic, note: str) -> News:
    return _news(REJECTED_TO_ALL, topic, note)


def topic_deferred(it: Happened) -> None:
    _tell_station(it, DEFERRED)
    _tell_proposers(it, DEFERRED_OWN)


def deferred_news(topic: Topic, note: str) -> News:
    return _news(DEFERRED_TO_ALL, topic, note)


def topic_resumed(it: Happened) -> None:
    _tell_station(it, RESUMED)


def topic_merged(it: Happened) -> None:
    main, proposers = it.found
    facts = {INTO: main.title, NOTE: it.note}
    _tell(it, _station(it), MERGED.filled(facts), f"/bench/topics/{it.record.id}")
    _tell(it, proposers, MERGED_OWN.filled(facts))


def merged_news(topic: Topic, note: str) -> News:
    return _news(MERGED_TO_ALL, topic, note)


def topic_terminated(it: Happened) -> None:
    _tell_station(it, TERMINATED)


def terminated_news(topic: Topic, note: str) -> News:
    return _news(TERMINATED_TO_ALL, topic, note)


def topic_reopened(it: Happened) -> None:
    _tell_station(it, REOPENED)


def reopened_news(topic: Topic, note: str) -> News:
    return _news(REOPENED_TO_ALL, topic, note)


def _news(words: Wording, topic: Topic, note: str) -> News:
    """Without an address: not everybody who had a part may see the topic's page."""
    return words.filled({SUBJECT: topic.title, NUMBER: topic.number or "", NOTE: note}), ""


def _tell_proposer(it: Happened, message: Message) -> None:
    lead, url = it.record, f"/leads/{it.record.receipt}"
    tell(it.event, [lead.person_id], message, about=lead, url=url, unit_id=lead.unit_id)


def _tell_station(it: Happened, words: Wording) -> None:
    _tell(it, _station(it), words.filled(_facts(it)), f"/bench/topics/{it.record.id}")


def _tell_proposers(it: Happened, words: Wording) -> None:
    _tell(it, queries.proposers_of(it.record), words.filled(_facts(it)))


def _station(it: Happened) -> list[int]:
    topic = it.record
    staff = {*holders_of(topic.unit.path, *CONVENING), topic.submitted_by} - {it.by.id, None}
    return [i for i in staff if i]


def _facts(it: Happened) -> dict[Blank, str]:
    topic, until = it.record, it.record.deferred_until
    again = f"{clock.day(until)}再审。" if until else ""
    facts = {SUBJECT: topic.title, NUMBER: topic.number or "", ROUND: str(topic.round)}
    return facts | {REASON: it.reason, NOTE: it.note, AGAIN: again}


def _tell(it: Happened, people: Iterable[int], message: Message, url: str = "") -> None:
    tell(it.event, people, message, about=it.record, url=url, unit_id=it.record.unit_id)
