"""Who is told of what happens to a lead: the proposer behind the code, the station's conveners in their inbox."""

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.act import Happened
from yiguan.leads import queries
from yiguan.leads.models import Lead
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING


def lead_arrived(lead: Lead, entry: AuditEntry) -> None:
    text = f"请在{clock.day(lead.due_on)}前看一看。" if lead.due_on else ""
    _tell_station(lead, entry.event, entry.actor_id, f"新线索：{lead.title}", text)


def lead_asked(it: Happened) -> None:
    _tell_proposer(it, "协商站想请您补充几句", it.note)


def lead_answered(it: Happened) -> None:
    _say_to_station(it, f"居民补充了：{it.record.title}", "请接着看。")


def lead_moved(it: Happened) -> None:
    _tell_proposer(it, f"您反映的事转给了{it.record.unit.name}", it.note)
    _say_to_station(it, f"转来一条线索：{it.record.title}", it.note)


def lead_transferred(it: Happened) -> None:
    _tell_proposer(it, f"您反映的事：{it.reason}", it.note)
    _tell_supporters(it, f"您也说过的一件事：{it.reason}")


def lead_declined(it: Happened) -> None:
    ask_again = f"{it.note} 如果您不同意，可以请区政协办公室复核一次。"
    _tell_proposer(it, f"您反映的事这次没有采用：{it.reason}", ask_again)
    _tell_supporters(it, f"您也说过的一件事，这次没有采用：{it.reason}")


def lead_withdrawn(it: Happened) -> None:
    _say_to_station(it, f"居民撤回了：{it.record.title}", "不用再处理。")
    _tell_supporters(it, "您也说过的一件事，提出的人撤回了")


def lead_rechecked(it: Happened) -> None:
    _tell_proposer(it, "区政协办公室复核了您反映的事", f"请协商站重新看。{it.note}")
    _say_to_station(it, f"复核后请重新看：{it.record.title}", it.note)


def lead_kept(it: Happened) -> None:
    text = "凭收据编号和四位数记的。不是您，请打开这件事，点“别的手机不再认”，再打协商站的电话。"
    _tell_proposer(it, "您反映的这件事也记到另一部手机上了", text)


def lead_forgotten(it: Happened) -> None:
    _tell_proposer(it, "别的手机不再认您反映的这件事了", it.note)


def _tell_proposer(it: Happened, title: str, text: str) -> None:
    lead, url = it.record, f"/leads/{it.record.receipt}"
    tell(it.event, [lead.person_id], about=lead, title=title, text=text, url=url, unit_id=lead.unit_id)


def _tell_supporters(it: Happened, title: str) -> None:
    """Without the words to the proposer, which may be about them, and without the address of their matter."""
    lead, text = it.record, "您自己要是还有这件事，可以另写一条，或者打协商站的电话说。"
    people = queries.supporters_of(lead)
    tell(it.event, people, about=lead, title=title, text=text, url=f"/units/{lead.unit.code}", unit_id=lead.unit_id)


def _say_to_station(it: Happened, title: str, text: str) -> None:
    _tell_station(it.record, it.event, it.by.id, title, text)


def _tell_station(lead: Lead, event: str, by: int | None, title: str, text: str) -> None:
    staff = set(holders_of(lead.unit.path, *CONVENING)) - {by}
    url = f"/bench/leads/{lead.id}"
    tell(event, [i for i in staff if i], about=lead, title=title, text=text, url=url, unit_id=lead.unit_id)
