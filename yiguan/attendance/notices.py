from collections.abc import Iterable

from yiguan.meetings.models import Meeting
from yiguan.notifications.service import tell


def thanked(meeting: Meeting, people: Iterable[int]) -> int:
    text = "您来商量过的事，纪要和结果公开以后，点开这一页，从“商量什么”里能看到。"
    return _tell(meeting, people, f"谢谢您来：{meeting.title}", text)


def missed(meeting: Meeting, people: Iterable[int]) -> int:
    """The text reproaches nobody: they may have come without being recorded."""
    text = (
        "这次没有看到您的签到，可能是没签上，也可能有事没来，都不要紧。"
        "纪要和结果公开以后，点开这一页，从“商量什么”里能看到。下次再请您来。"
    )
    return _tell(meeting, people, f"会开过了：{meeting.title}", text)


def _tell(meeting: Meeting, people: Iterable[int], title: str, text: str) -> int:
    """Both notices have one event, so nobody gets both, even when a scan arrives in between."""
    event = f"thanks:{meeting.id}"
    url = f"/meetings/{meeting.code}"
    return tell(event, people, about=meeting, title=title[:80], text=text, url=url, unit_id=meeting.unit_id)
