"""Who is told of what happens to a lead: the proposer behind the code, the station's conveners in their inbox."""

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.act import Happened, Message
from yiguan.district.wording import NOTE, REASON, SUBJECT, UNIT, Blank, wording
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING

HEADING = "线索"
DUE = Blank("期限", "请在12月2日（周三）前看一看。")
_OWN, _DUTY, _OTHERS = NoticeKind.OWN_MATTER, NoticeKind.DUTY, NoticeKind.OTHERS
GO_ON = "您自己要是还有这件事，可以另写一条，或者打协商站的电话说。"
ARRIVED = wording("lead_arrived", "来了新线索，告诉站里", _DUTY, "新线索：{标题}", "{期限}", SUBJECT, DUE)
ASKED = wording("lead_asked", "请居民补充，告诉提出的人", _OWN, "协商站想请您补充几句", "{说明}", NOTE)
ANSWERED = wording("lead_answered", "居民补充了，告诉站里", _DUTY, "居民补充了：{标题}", "请接着看。", SUBJECT)
MOVED = wording("lead_moved", "线索转到别的站，告诉提出的人", _OWN, "您反映的事转给了{单位}", "{说明}", UNIT, NOTE)
CAME = wording("lead_came", "别的站转来线索，告诉站里", _DUTY, "转来一条线索：{标题}", "{说明}", SUBJECT, NOTE)
TRANSFERRED = wording("lead_transferred", "线索转给有关部门，告诉提出的人", _OWN,
                      "您反映的事：{理由}", "{说明}", REASON, NOTE)  # fmt: skip
ALSO_TRANSFERRED = wording("lead_also_transferred", "线索转给有关部门，告诉也说过的人", _OTHERS,
                           "您也说过的一件事：{理由}", GO_ON, REASON)  # fmt: skip
DECLINED = wording("lead_declined", "线索没有采用，告诉提出的人", _OWN, "您反映的事这次没有采用：{理由}",
                   "{说明} 如果您不同意，可以请区政协办公室复核一次。", REASON, NOTE)  # fmt: skip
ALSO_DECLINED = wording("lead_also_declined", "线索没有采用，告诉也说过的人", _OTHERS,
                        "您也说过的一件事，这次没有采用：{理由}", GO_ON, REASON)  # fmt: skip
WITHDRAWN = wording("lead_withdrawn", "居民撤回了，告诉站里", _DUTY, "居民撤回了：{标题}", "不用再处理。", SUBJECT)
ALSO_WITHDRAWN = wording("lead_also_withdrawn", "居民撤回了，告诉也说过的人", _OTHERS,
                         "您也说过的一件事，提出的人撤回了", GO_ON)  # fmt: skip
RECHECKED = wording("lead_rechecked", "复核后请站里重看，告诉提出的人", _OWN,
                    "区政协办公室复核了您反映的事", "请协商站重新看。{说明}", NOTE)  # fmt: skip
LOOK_AGAIN = wording("lead_look_again", "复核后请站里重看，告诉站里", _DUTY,
                     "复核后请重新看：{标题}", "{说明}", SUBJECT, NOTE)  # fmt: skip
KEPT = wording("lead_kept", "线索记到另一部手机上，告诉提出的人", _OWN, "您反映的这件事也记到另一部手机上了",
               "凭收据编号和四位数记的。不是您，请打开这件事，点“别的手机不再认”，再打协商站的电话。")  # fmt: skip
FORGOTTEN = wording("lead_forgotten", "别的手机不再认线索，告诉提出的人", _OWN,
                    "别的手机不再认您反映的这件事了", "{说明}", NOTE)  # fmt: skip


def lead_arrived(lead: Lead, entry: AuditEntry) -> None:
    due = f"请在{clock.day(lead.due_on)}前看一看。" if lead.due_on else ""
    _tell_station(lead, entry.event, entry.actor_id, ARRIVED.filled({SUBJECT: lead.title, DUE: due}))


def lead_asked(it: Happened) -> None:
    _tell_proposer(it, ASKED.filled({NOTE: it.note}))


def lead_answered(it: Happened) -> None:
    _say_to_station(it, ANSWERED.filled({SUBJECT: it.record.title}))


def lead_moved(it: Happened) -> None:
    _tell_proposer(it, MOVED.filled({UNIT: it.record.unit.name, NOTE: it.note}))
    _say_to_station(it, CAME.filled({SUBJECT: it.record.title, NOTE: it.note}))


def lead_transferred(it: Happened) -> None:
    _tell_proposer(it, TRANSFERRED.filled({REASON: it.reason, NOTE: it.note}))
    _tell_supporters(it, ALSO_TRANSFERRED.filled({REASON: it.reason}))


def lead_declined(it: Happened) -> None:
    _tell_proposer(it, DECLINED.filled({REASON: it.reason, NOTE: it.note}))
    _tell_supporters(it, ALSO_DECLINED.filled({REASON: it.reason}))


def lead_withdrawn(it: Happened) -> None:
    _say_to_station(it, WITHDRAWN.filled({SUBJECT: it.record.title}))
    _tell_supporters(it, ALSO_WITHDRAWN.filled())


def lead_rechecked(it: Happened) -> None:
    _tell_proposer(it, RECHECKED.filled({NOTE: it.note}))
    _say_to_station(it, LOOK_AGAIN.filled({SUBJECT: it.record.title, NOTE: it.note}))


def lead_kept(it: Happened) -> None:
    _tell_proposer(it, KEPT.filled())


def lead_forgotten(it: Happened) -> None:
    _tell_proposer(it, FORGOTTEN.filled({NOTE: it.note}))


def _tell_proposer(it: Happened, message: Message) -> None:
    lead, url = it.record, f"/leads/{it.record.receipt}"
    tell(it.event, [lead.person_id], message, about=lead, url=url, unit_id=lead.unit_id)


def _tell_supporters(it: Happened, message: Message) -> None:
    """Without the words to the proposer, which may be about them, and without the address of their matter."""
    lead, url = it.record, f"/units/{it.record.unit.code}"
    tell(it.event, queries.supporters_of(lead), message, about=lead, url=url, unit_id=lead.unit_id)


def _say_to_station(it: Happened, message: Message) -> None:
    _tell_station(it.record, it.event, it.by.id, message)


def _tell_station(lead: Lead, event: str, by: int | None, message: Message) -> None:
    staff = set(holders_of(lead.unit.path, *CONVENING)) - {by}
    url = f"/bench/leads/{lead.id}"
    tell(event, [i for i in staff if i], message, about=lead, url=url, unit_id=lead.unit_id)
