"""Who is told of what happens to a lead: the proposer behind the code, the station's conveners in their inbox."""

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING
from yiguan.store.db import db


def lead_arrived(lead: Lead, entry: AuditEntry) -> None:
    _tell_station(
        lead, entry, f"新线索：{lead.title}", f"请在{clock.day(lead.due_on)}前看一看。" if lead.due_on else ""
    )


def lead_asked(lead: Lead, entry: AuditEntry, question: str) -> None:
    _tell_proposer(lead, entry, "协商站想请您补充几句", question)


def lead_answered(lead: Lead, entry: AuditEntry) -> None:
    _tell_station(lead, entry, f"居民补充了：{lead.title}", "请接着看。")


def lead_accepted(lead: Lead, entry: AuditEntry, topic_title: str) -> None:
    _tell_proposer(lead, entry, "您反映的事已采用", f"列入议题“{topic_title}”，下一步怎么走会接着告诉您。")


def lead_released(lead: Lead, entry: AuditEntry) -> None:
    _tell_proposer(lead, entry, "您反映的事重新在看", "它暂时从原来的议题里分了出来，协商站会再看一遍。")


def lead_moved(lead: Lead, entry: AuditEntry, text: str) -> None:
    _tell_proposer(lead, entry, f"您反映的事转给了{lead.unit.name}", text)
    _tell_station(lead, entry, f"转来一条线索：{lead.title}", text)


def lead_transferred(lead: Lead, entry: AuditEntry, reason: str, text: str) -> None:
    _tell_proposer(lead, entry, f"您反映的事：{reason}", text)


def lead_declined(lead: Lead, entry: AuditEntry, reason: str, text: str) -> None:
    _tell_proposer(
        lead, entry, f"您反映的事这次没有采用：{reason}", f"{text} 如果您不同意，可以请区政协办公室复核一次。"
    )


def lead_withdrawn(lead: Lead, entry: AuditEntry) -> None:
    _tell_station(lead, entry, f"居民撤回了：{lead.title}", "不用再处理。")


def lead_rechecked(lead: Lead, entry: AuditEntry, text: str) -> None:
    _tell_proposer(lead, entry, "区政协办公室复核了您反映的事", f"请协商站重新看。{text}")
    _tell_station(lead, entry, f"复核后请重新看：{lead.title}", text)


def _tell_proposer(lead: Lead, entry: AuditEntry, title: str, text: str) -> None:
    event = _event(entry)
    tell(
        event, [lead.person_id], about=lead, title=title, text=text, url=f"/leads/{lead.receipt}", unit_id=lead.unit_id
    )


def _tell_station(lead: Lead, entry: AuditEntry, title: str, text: str) -> None:
    staff = set(holders_of(lead.unit.path, *CONVENING)) - {entry.actor_id}
    url = f"/bench/leads/{lead.id}"
    tell(_event(entry), [i for i in staff if i], about=lead, title=title, text=text, url=url, unit_id=lead.unit_id)


def _event(entry: AuditEntry) -> str:
    """One event is one audit entry, so that the same thing told twice is one notice."""
    db.session.flush()
    return f"lead_{entry.act}:{entry.id}"
