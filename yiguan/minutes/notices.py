"""Who hears of minutes: the conveners that they wait to be confirmed, the writer that they came back."""

from collections.abc import Iterable

from yiguan.base.act import Happened
from yiguan.district.wording import MEETING, NOTE, Wording, wording
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.queries import holders_of
from yiguan.people.states import Role

HEADING = "纪要"
SUBMITTED = wording("minutes_submitted", "纪要写好了，告诉召集人", NoticeKind.DUTY,
                    "有一份纪要等您核定：{会名}", "", MEETING)  # fmt: skip
RETURNED = wording("minutes_returned", "纪要退回，告诉写的人", NoticeKind.DUTY,
                   "纪要要改一改：{会名}", "{说明}", MEETING, NOTE)  # fmt: skip


def minutes_submitted(it: Happened) -> None:
    conveners = set(holders_of(it.record.unit.path, Role.CONVENER)) - {it.by.id or 0}
    _tell(it, conveners, SUBMITTED)


def minutes_returned(it: Happened) -> None:
    _tell(it, filter(None, [it.record.submitted_by]), RETURNED)


def _tell(it: Happened, people: Iterable[int], words: Wording) -> None:
    meeting, url = it.record.meeting, f"/bench/meetings/{it.record.meeting.code}/minutes"
    message = words.filled({MEETING: meeting.title, NOTE: it.note})
    tell(it.event, people, message, about=it.record, url=url, unit_id=it.record.unit_id)
