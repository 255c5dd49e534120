"""Who is told: the person, on every channel they have, when staff ask and when they are moved; the one who asked."""

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.act import Happened
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import UNDO_DAYS, Proof
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel

NOT_ASKED = "现在什么都没有换，从前的事还在原来的手机上。不是您要换的，请马上打电话告诉"
NOT_YOU = f"不是您要换的，请在原来的手机上打开“我的事”，{UNDO_DAYS} 天里都能换回来；也可以打电话给"


def asked(move: PhoneMove, entry: AuditEntry) -> None:
    """The old phone shows it; for somebody without a phone it is on the list of those whom the station calls."""
    _tell(move, entry.event, "有人替您申请换手机", f"{NOT_ASKED}{_where(move)}。")


def confirmed(it: Happened) -> None:
    _tell_asker(it, "同事确认了，码可以给本人了", "码用 15 分钟。请本人用新手机扫。")


def refused(it: Happened) -> None:
    _tell_asker(it, "同事没有同意换手机", it.note)


def moved(it: Happened) -> None:
    """On the new phone's page; by what staff did also on the list of those whom the station calls."""
    text = f"{clock.moment(clock.now())}，凭{it.record.proof.label}换的。{NOT_YOU}{_where(it.record)}。"
    _tell(it.record, it.event, "您的记录换到另一部手机上了", text)
    _call(it, "请打电话告诉本人：记录换到另一部手机上了", text)


def undone(it: Happened) -> None:
    text = "从前的事都回到原来那部手机上了，后来那部手机不再认得您。"
    _tell(it.record, it.event, "您的记录换回原来的手机了", text)
    _call(it, "请打电话告诉本人：记录换回原来的手机了", text)


def _tell(move: PhoneMove, event: str, title: str, text: str) -> None:
    tell(event, [move.person_id], about=move, title=title, text=text, url="/mine", unit_id=move.unit_id)


def _call(it: Happened, title: str, text: str) -> None:
    if it.record.proof is Proof.STAFF:
        facts = {"title": title, "text": text, "unit_id": it.record.unit_id, "channel": NoticeChannel.PRINTED}
        tell(f"{it.event}:call", [it.record.person_id], about=it.record, **facts)


def _tell_asker(it: Happened, title: str, text: str) -> None:
    who = [it.record.asked_by] if it.record.asked_by not in (None, it.by.id) else []
    url = f"/bench/new-phones/{it.record.id}"
    tell(it.event, who, about=it.record, title=title, text=text, url=url, unit_id=it.record.unit_id)


def _where(move: PhoneMove) -> str:
    return f"{move.unit.name}（电话 {move.unit.phone}）" if move.unit else "协商站"
