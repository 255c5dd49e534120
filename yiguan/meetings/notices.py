"""Who is told of a meeting: those whose matter it is, the unit's members; `…_news` are for all who had a part."""

from yiguan.base import clock
from yiguan.base.act import Happened, News
from yiguan.meetings import co_hosts, queries
from yiguan.meetings.models import Meeting
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import Role


def meeting_announced(it: Happened) -> None:
    _tell_parties(it, announced_news(it.record, it.note))


def announced_news(meeting: Meeting, note: str) -> News:
    text = f"{_when(meeting)}。到了会场扫屏幕上的码签到。"
    return f"请您来商量：{meeting.title}", text, f"/meetings/{meeting.code}"


def meeting_postponed(it: Happened) -> None:
    _tell_parties(it, postponed_news(it.record, it.note))


def postponed_news(meeting: Meeting, note: str) -> News:
    return f"协商会改期了：{meeting.title}", f"改到{_when(meeting)}。原因：{note}", f"/meetings/{meeting.code}"


def meeting_cancelled(it: Happened) -> None:
    if was_announced(it):
        _tell_parties(it, cancelled_news(it.record, it.note))


def was_announced(it: Happened) -> bool:
    """Where nobody had been told of the plan, nobody is told that it was dropped."""
    return bool(it.found)


def cancelled_news(meeting: Meeting, note: str) -> News:
    return f"协商会取消了：{meeting.title}", f"原因：{note}", f"/meetings/{meeting.code}"


def _when(meeting: Meeting) -> str:
    return f"{clock.moment(meeting.starts_at)}，{meeting.place}"


def _tell_parties(it: Happened, news: News) -> None:
    meeting, (title, text, url) = it.record, news
    units = (meeting.unit, *co_hosts.of(meeting))
    members = [one for unit in units for one in holders_of(unit.path, Role.MEMBER, Role.STANDING_MEMBER)]
    people = {*queries.proposers_of(meeting), *members}
    tell(it.event, people, about=meeting, title=title[:80], text=text, url=url, unit_id=meeting.unit_id)
