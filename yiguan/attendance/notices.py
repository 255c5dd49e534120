from collections.abc import Iterable

from yiguan.district.wording import MEETING, Wording, wording
from yiguan.meetings.models import Meeting
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind

HEADING = "会后"
THANKED = wording("thanked", "会开完了，谢谢到会的人", NoticeKind.MEETINGS, "谢谢您来：{会名}",
                  "您来商量过的事，纪要和结果公开以后，点开这一页，从“商量什么”里能看到。", MEETING)  # fmt: skip
MISSED = wording("missed", "会开完了，告诉报了名没见到的人", NoticeKind.MEETINGS, "会开过了：{会名}",
                 "这次没有看到您的签到，可能是没签上，也可能有事没来，都不要紧。"
                 "纪要和结果公开以后，点开这一页，从“商量什么”里能看到。下次再请您来。", MEETING)  # fmt: skip
"""It reproaches nobody: they may have come without being recorded."""


def thanked(meeting: Meeting, people: Iterable[int]) -> int:
    return _tell(meeting, people, THANKED)


def missed(meeting: Meeting, people: Iterable[int]) -> int:
    return _tell(meeting, people, MISSED)


def _tell(meeting: Meeting, people: Iterable[int], words: Wording) -> int:
    """Both notices have one event, so nobody gets both, even when a scan arrives in between."""
    message, url = words.filled({MEETING: meeting.title}), f"/meetings/{meeting.code}"
    return tell(f"thanks:{meeting.id}", people, message, about=meeting, url=url, unit_id=meeting.unit_id)
