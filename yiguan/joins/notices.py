"""Who is told: both records when they are joined and when they are parted; the one who asked."""

from collections.abc import Collection

from yiguan.base.act import Happened, Message
from yiguan.district.wording import NOTE, Blank, wording
from yiguan.joins.models import JoinRequest
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.models import Alias

HEADING = "认作一个人"
WHERE = Blank("站和电话", "幸福社区协商站（电话 0562-0000000）")
BY_PHONE = "有账号的那一位登录以后，在“这是我的手机”那里改的。"
_A = NoticeKind.ACCOUNT
JOINED = wording("join_joined", "两条记录认作一个人，告诉本人", _A, "您的两条记录认作一个人了",
                 "从前的事都在，一件没少，人数只算一次；两边的事，在先登记的那部手机上都看得到。"
                 "不是您，请打电话告诉{站和电话}，可以分开。", WHERE)  # fmt: skip
PARTED = wording("join_parted", "合起来的两条记录分开了，告诉本人", _A, "您的两条记录分开了",
                 "从前的事都在，各归各的，人数分开算。{说明}", NOTE)  # fmt: skip
CONFIRMED = wording("join_confirmed", "同事同意合起两条记录，告诉申请的人", NoticeKind.DUTY,
                    "同事确认了，两条记录认作一个人了")  # fmt: skip
REFUSED = wording("join_refused", "同事没有同意合起两条记录，告诉申请的人", NoticeKind.DUTY,
                  "同事没有同意把两条记录合起来", "{说明}", NOTE)  # fmt: skip


def joined(it: Happened) -> None:
    request: JoinRequest = it.record
    where = request.unit.called if request.unit else "协商站"
    tell(it.event, request.people, JOINED.filled({WHERE: where}), about=request, unit_id=request.unit_id)
    _tell_asker(it, CONFIRMED.filled())


def refused(it: Happened) -> None:
    _tell_asker(it, REFUSED.filled({NOTE: it.note}))


def parted(it: Happened) -> None:
    request: JoinRequest = it.record
    tell(it.event, request.people, PARTED.filled({NOTE: it.note}), about=request, unit_id=request.unit_id)


def parted_by_office(alias: Alias, event: str, note: str) -> None:
    """Of a join that no request of the staff made."""
    tell(event, (alias.person_id, alias.main_id), PARTED.filled({NOTE: note}), about=alias)


def parted_by_phone(alias: Alias, own: Collection[int]) -> None:
    """The other record than those that are the account's `own` now."""
    others = {alias.person_id, alias.onto_id or alias.main_id}.difference(own)
    tell(f"alias_part:{alias.id}", others, PARTED.filled({NOTE: BY_PHONE}), about=alias)


def _tell_asker(it: Happened, message: Message) -> None:
    who = [it.record.asked_by] if it.record.asked_by not in (None, it.by.id) else []
    url, unit_id = f"/bench/joins/{it.record.id}", it.record.unit_id
    tell(f"{it.event}:asked", who, message, about=it.record, url=url, unit_id=unit_id)
