"""Who is told of what somebody did about what is held about them: the person, so that a stranger's act is seen."""

from yiguan.audit.models import AuditEntry
from yiguan.district.wording import Blank, wording
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.organisation.models import Unit
from yiguan.people.models import Alias, Person
from yiguan.people.privacy.masks import mask_phone
from yiguan.progress.models import ErasureWish
from yiguan.store.db import db

HEADING = "关于我的信息"
NUMBER = Blank("手机号", "手机号现在是 138****0000。")
WHERE = Blank("站和电话", "幸福社区协商站（电话 0562-0000000）")
NOT_YOU = "不是您办的，请马上打电话告诉{站和电话}。"
_A = NoticeKind.ACCOUNT
CORRECTED = wording("own_corrected", "本人改了姓名或手机号，告诉本人", _A, "您的姓名或手机号改过了",
                    "{手机号}" + NOT_YOU, NUMBER, WHERE)  # fmt: skip
WISHED = wording("own_wished", "本人要求删除，告诉本人", _A, "您要求删除您的信息，办完事的当天夜里就删", NOT_YOU,
                 WHERE)  # fmt: skip
WAITING = wording("own_wished_by_receipt", "凭收据要求删除，告诉没有手机的本人", _A,
                  "您要求删除您的信息，7 天以后的夜里删", "是凭一张收据要求的。" + NOT_YOU, WHERE)  # fmt: skip
TAKEN_BACK = wording("own_taken_back", "本人收回了删除的要求，告诉本人", _A, "您收回了，您的信息不删", NOT_YOU, WHERE)
JOINED = wording("own_joined", "凭收据认作一个人，告诉本人", _A, "您的两条记录认作一个人了",
                 "凭两边的收据认作一个人，人数只算一次；各自的事，还是凭各自的收据或手机看。"
                 "不是您办的，请打电话告诉{站和电话}，可以分开。", WHERE)  # fmt: skip


def corrected(person: Person, entry: AuditEntry, phone: str | None, unit_id: int | None) -> None:
    """`phone` is the new number, empty where none is kept any more, None where it stayed."""
    said = f"手机号现在是 {mask_phone(phone)}。" if phone else "现在没有留手机号。" if phone == "" else ""
    tell(
        entry.event,
        [person.id],
        CORRECTED.filled({NUMBER: said, WHERE: _where(unit_id)}),
        about=person,
        unit_id=unit_id,
    )


def wished(made: ErasureWish, entry: AuditEntry, unit_id: int | None, *, waits: bool) -> None:
    message = (WAITING if waits else WISHED).filled({WHERE: _where(unit_id)})
    tell(entry.event, [made.person_id], message, about=made, unit_id=unit_id)


def taken_back(made: ErasureWish, entry: AuditEntry, unit_id: int | None) -> None:
    message = TAKEN_BACK.filled({WHERE: _where(unit_id)})
    tell(entry.event, [made.person_id], message, about=made, unit_id=unit_id)


def joined(alias: Alias, person_id: int, unit_id: int | None) -> None:
    tell(
        f"alias_join:{alias.id}:{person_id}",
        [person_id],
        JOINED.filled({WHERE: _where(unit_id)}),
        about=alias,
        unit_id=unit_id,
    )


def _where(unit_id: int | None) -> str:
    """Whom to call: the station that knows the person, with its number where it has one."""
    unit = db.session.get(Unit, unit_id) if unit_id else None
    return unit.called if unit else "协商站"
