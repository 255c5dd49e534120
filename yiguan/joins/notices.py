"""Who is told: both records when they are joined and when they are parted; the one who asked."""

from yiguan.base.act import Happened
from yiguan.joins.models import JoinRequest
from yiguan.notifications.service import tell
from yiguan.people.models import Alias

JOINED = "从前的事都在，一件没少，人数只算一次。不是您，请打电话告诉{}，可以分开。"
PARTED, PARTED_TEXT = "您的两条记录分开了", "从前的事都在，各归各的，人数分开算。{}"


def joined(it: Happened) -> None:
    request: JoinRequest = it.record
    where = f"{request.unit.name}（电话 {request.unit.phone}）" if request.unit else "协商站"
    title, text = "您的两条记录认作一个人了", JOINED.format(where)
    tell(it.event, request.people, about=request, title=title, text=text, unit_id=request.unit_id)
    _tell_asker(it, "同事确认了，两条记录认作一个人了", "")


def refused(it: Happened) -> None:
    _tell_asker(it, "同事没有同意把两条记录合起来", it.note)


def parted(it: Happened) -> None:
    request: JoinRequest = it.record
    text = PARTED_TEXT.format(it.note)
    tell(it.event, request.people, about=request, title=PARTED, text=text, unit_id=request.unit_id)


def parted_by_office(alias: Alias, event: str, note: str) -> None:
    """Of a join that no request of the staff made."""
    tell(event, (alias.person_id, alias.main_id), about=alias, title=PARTED, text=PARTED_TEXT.format(note))


def _tell_asker(it: Happened, title: str, text: str) -> None:
    who = [it.record.asked_by] if it.record.asked_by not in (None, it.by.id) else []
    url, unit_id = f"/bench/joins/{it.record.id}", it.record.unit_id
    tell(f"{it.event}:asked", who, about=it.record, title=title, text=text, url=url, unit_id=unit_id)
