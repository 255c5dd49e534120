"""Who is told: the person, on every channel they have, when staff ask and when they are moved; the one who asked."""

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.act import Happened, Message
from yiguan.district.wording import NOTE, Blank, wording
from yiguan.new_phones.models import PhoneMove
from yiguan.new_phones.states import UNDO_DAYS, Proof
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeChannel, NoticeKind

HEADING = "换手机"
WHERE = Blank("站和电话", "幸福社区协商站（电话 0562-0000000）")
AT, PROOF = Blank("时刻", "11月28日（周六）10:30"), Blank("凭证", "旧手机")
_A = NoticeKind.ACCOUNT
WHAT_HAPPENED = (
    f"{{时刻}}，凭{{凭证}}换的。不是您要换的，请在原来的手机上打开“我的事”，{UNDO_DAYS} 天里都能换回来；"
    "也可以打电话给{站和电话}。"
)
IS_BACK = "从前的事都回到原来那部手机上了，后来那部手机不再认得您。"
ASKED = wording("phone_asked", "站里替人申请换手机，告诉本人", _A, "有人替您申请换手机",
                "现在什么都没有换，从前的事还在原来的手机上。不是您要换的，请马上打电话告诉{站和电话}。",
                WHERE)  # fmt: skip
CONFIRMED = wording("phone_confirmed", "换手机同意了，告诉申请的同事", NoticeKind.DUTY,
                    "同事确认了，码可以给本人了", "码用 15 分钟。请本人用新手机扫。")  # fmt: skip
REFUSED = wording("phone_refused", "换手机没有同意，告诉申请的同事", NoticeKind.DUTY,
                  "同事没有同意换手机", "{说明}", NOTE)  # fmt: skip
MOVED = wording("phone_moved", "手机换好了，告诉本人", _A,
                "您的记录换到另一部手机上了", WHAT_HAPPENED, AT, PROOF, WHERE)  # fmt: skip
CALL_MOVED = wording("phone_moved_call", "手机换好了，请站里打电话告诉本人", _A,
                     "请打电话告诉本人：记录换到另一部手机上了", WHAT_HAPPENED, AT, PROOF, WHERE)  # fmt: skip
UNDONE = wording("phone_undone", "手机换回来了，告诉本人", _A, "您的记录换回原来的手机了", IS_BACK)
PARTED = wording("phone_parted", "手机换回来了，告诉这部手机上原来的那一位", _A, "您的两条记录分开了",
                 "换手机时合起来的那一条，换回原来的手机了。从前的事都在，各归各的，人数分开算。")  # fmt: skip
CALL_UNDONE = wording("phone_undone_call", "手机换回来了，请站里打电话告诉本人", _A,
                      "请打电话告诉本人：记录换回原来的手机了", IS_BACK)  # fmt: skip


def asked(move: PhoneMove, entry: AuditEntry) -> None:
    """The old phone shows it; for somebody without a phone it is on the list of those whom the station calls."""
    _tell(move, entry.event, ASKED.filled({WHERE: _where(move)}))


def confirmed(it: Happened) -> None:
    _tell_asker(it, CONFIRMED.filled())


def refused(it: Happened) -> None:
    _tell_asker(it, REFUSED.filled({NOTE: it.note}))


def moved(it: Happened) -> None:
    """On the new phone's page; by what staff did also on the list of those whom the station calls."""
    move = it.record
    facts = {AT: clock.moment(clock.now()), PROOF: move.proof.label, WHERE: _where(move)}
    _tell(move, it.event, MOVED.filled(facts))
    _call(it, CALL_MOVED.filled(facts))


def undone(it: Happened) -> None:
    """Also the record that the move had joined to the person's, which may be somebody else."""
    _tell(it.record, it.event, UNDONE.filled())
    _call(it, CALL_UNDONE.filled())
    if it.found is not None:
        other = it.found.onto_id or it.found.main_id
        tell(f"{it.event}:parted", [other], PARTED.filled(), about=it.record, url="/mine", unit_id=it.record.unit_id)


def _tell(move: PhoneMove, event: str, message: Message) -> None:
    tell(event, [move.person_id], message, about=move, url="/mine", unit_id=move.unit_id)


def _call(it: Happened, message: Message) -> None:
    move = it.record
    if move.proof is Proof.STAFF:
        facts = {"about": move, "unit_id": move.unit_id, "channel": NoticeChannel.PRINTED}
        tell(f"{it.event}:call", [move.person_id], message, **facts)


def _tell_asker(it: Happened, message: Message) -> None:
    who = [it.record.asked_by] if it.record.asked_by not in (None, it.by.id) else []
    url = f"/bench/new-phones/{it.record.id}"
    tell(it.event, who, message, about=it.record, url=url, unit_id=it.record.unit_id)


def _where(move: PhoneMove) -> str:
    return move.unit.called if move.unit else "协商站"
