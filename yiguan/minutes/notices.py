"""Who hears of minutes: the conveners that they wait to be confirmed, the writer that they came back."""

from collections.abc import Iterable

from yiguan.base.act import Happened
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import Role


def minutes_submitted(it: Happened) -> None:
    conveners = set(holders_of(it.record.unit.path, Role.CONVENER)) - {it.by.id or 0}
    _tell(it, conveners, "有一份纪要等您核定")


def minutes_returned(it: Happened) -> None:
    _tell(it, filter(None, [it.record.submitted_by]), "纪要要改一改", it.note)


def _tell(it: Happened, people: Iterable[int], what: str, text: str = "") -> None:
    meeting, url = it.record.meeting, f"/bench/meetings/{it.record.meeting.code}/minutes"
    title = f"{what}：{meeting.title}"
    tell(it.event, people, about=it.record, title=title, text=text, url=url, unit_id=it.record.unit_id)
