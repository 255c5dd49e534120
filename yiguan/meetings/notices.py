from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.meetings import queries
from yiguan.meetings.models import Meeting
from yiguan.notifications.service import tell
from yiguan.people.queries import holders_of
from yiguan.people.states import Role


def meeting_announced(meeting: Meeting, entry: AuditEntry) -> None:
    when = f"{clock.moment(meeting.starts_at)}，{meeting.place}"
    _tell_parties(meeting, entry, f"请您来商量：{meeting.title}", f"{when}。到了会场扫屏幕上的码签到。")


def meeting_postponed(meeting: Meeting, entry: AuditEntry) -> None:
    when = f"改到{clock.moment(meeting.starts_at)}，{meeting.place}"
    _tell_parties(meeting, entry, f"协商会改期了：{meeting.title}", f"{when}。原因：{entry.note}")


def meeting_cancelled(meeting: Meeting, entry: AuditEntry) -> None:
    _tell_parties(meeting, entry, f"协商会取消了：{meeting.title}", f"原因：{entry.note}")


def _tell_parties(meeting: Meeting, entry: AuditEntry, title: str, text: str) -> None:
    """Those whose matter it is, and the members who belong to the unit."""
    members = holders_of(meeting.unit.path, Role.MEMBER, Role.STANDING_MEMBER)
    people = {*queries.proposers_of(meeting), *members}
    event, url = f"meeting_{entry.act}:{entry.id}", f"/meetings/{meeting.code}"
    tell(event, people, about=meeting, title=title[:80], text=text, url=url, unit_id=meeting.unit_id)
