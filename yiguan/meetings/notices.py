"""Who is told of a meeting: those whose matter it is, the unit's members; `…_news` are for all who had a part."""

from collections.abc import Sequence

from yiguan.base import clock
from yiguan.base.act import Happened, News
from yiguan.district.wording import MEETING, NOTE, UNIT, WHEN, Wording, wording
from yiguan.meetings import co_hosts, queries
from yiguan.meetings.models import Meeting
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.models import Unit
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING, Role

HEADING = "协商会"
ANNOUNCED = wording("meeting_announced", "发出会议通知，告诉有关的人", NoticeKind.MEETINGS, "请您来商量：{会名}",
                    "{时间和地点}。到了会场扫屏幕上的码签到。", MEETING, WHEN)  # fmt: skip
POSTPONED = wording("meeting_postponed", "会改期，告诉有关的人", NoticeKind.OWN_SEAT, "协商会改期了：{会名}",
                    "改到{时间和地点}。原因：{说明}", MEETING, WHEN, NOTE)  # fmt: skip
CANCELLED = wording("meeting_cancelled", "会取消，告诉有关的人", NoticeKind.OWN_SEAT, "协商会取消了：{会名}",
                    "原因：{说明}", MEETING, NOTE)  # fmt: skip
"""That a meeting moves or is called off may be muted by nobody: they would come in vain."""
ASKED = wording("co_host_asked", "请一个单位一起办会，告诉它的召集人", NoticeKind.DUTY, "{单位}请您们一起办会：{会名}",
                "{时间和地点}。您们的议题能上议程，委员会收到通知。不一起办的，请打开这场会，点“退出”。",
                UNIT, MEETING, WHEN)  # fmt: skip
LEFT = wording("co_host_left", "一个单位退出联合主办，告诉主办的召集人", NoticeKind.DUTY, "{单位}不一起办会了：{会名}",
               "请看看议程和名单要不要改。", UNIT, MEETING)  # fmt: skip


def meeting_announced(it: Happened) -> None:
    _tell_parties(it, announced_news(it.record, it.note))


def announced_news(meeting: Meeting, note: str) -> News:
    return _news(ANNOUNCED, meeting, note)


def meeting_postponed(it: Happened) -> None:
    _tell_parties(it, postponed_news(it.record, it.note))


def postponed_news(meeting: Meeting, note: str) -> News:
    return _news(POSTPONED, meeting, note)


def meeting_cancelled(it: Happened) -> None:
    if was_announced(it):
        _tell_parties(it, cancelled_news(it.record, it.note))


def was_announced(it: Happened) -> bool:
    """Where nobody had been told of the plan, nobody is told that it was dropped."""
    return bool(it.found)


def cancelled_news(meeting: Meeting, note: str) -> News:
    return _news(CANCELLED, meeting, note)


def asked_to_hold(meeting: Meeting, units: Sequence[Unit]) -> None:
    """The conveners of units that shall hold the meeting too: from now on they see it, and may leave it."""
    facts = {UNIT: meeting.unit.short_name, MEETING: meeting.title, WHEN: _when(meeting)}
    for unit in units:
        event, people = f"co_host:{meeting.id}:{unit.id}:{meeting.version}", holders_of(unit.path, *CONVENING)
        tell(event, people, ASKED.filled(facts), about=meeting, url=f"/bench/meetings/{meeting.code}", unit_id=unit.id)


def left_the_hosts(meeting: Meeting, unit: Unit) -> None:
    people = holders_of(meeting.unit.path, *CONVENING)
    message = LEFT.filled({UNIT: unit.short_name, MEETING: meeting.title})
    event, url = f"co_host_left:{meeting.id}:{unit.id}:{meeting.version}", f"/bench/meetings/{meeting.code}"
    tell(event, people, message, about=meeting, url=url, unit_id=meeting.unit_id)


def _when(meeting: Meeting) -> str:
    return f"{clock.moment(meeting.starts_at)}，{meeting.place}"


def _news(words: Wording, meeting: Meeting, note: str) -> News:
    return words.filled({MEETING: meeting.title, WHEN: _when(meeting), NOTE: note}), f"/meetings/{meeting.code}"


def _tell_parties(it: Happened, news: News) -> None:
    meeting, (message, url) = it.record, news
    units = (meeting.unit, *co_hosts.of(meeting))
    members = [one for unit in units for one in holders_of(unit.path, Role.MEMBER, Role.STANDING_MEMBER)]
    facts = {"about": meeting, "url": url, "unit_id": meeting.unit_id}
    tell(it.event, queries.proposers_of(meeting), message._replace(kind=NoticeKind.OWN_MATTER), **facts)
    tell(it.event, members, message, **facts)
