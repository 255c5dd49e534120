"""What the trail's stored words mean, for people who audit it."""

from collections.abc import Mapping

from yiguan.audit.models import AuditEntry
from yiguan.base.act import Act
from yiguan.people.states import Role
from yiguan.workflow.machines import entries

SUBJECTS: Mapping[str, str] = {
    "account": "账号",
    "affiliation": "界别、党派",
    "alias": "同一个人",
    "appointment": "任职",
    "attachment": "附件",
    "audit_entry": "审计记录",
    "box_pack": "会场包",
    "case_link": "办理链接",
    "burst_review": "成批签到",
    "calendar_day": "日历",
    "check_in": "签到",
    "delivery": "通知",
    "desk_device": "签到台设备",
    "erasure_wish": "删除的要求",
    "evidence": "办成的样子",
    "feedback": "投诉建议",
    "field": "民生领域",
    "handling": "办理件",
    "hall_box": "会场盒子",
    "helper_link": "帮手链接",
    "join_request": "认作一个人",
    "key_proof": "密钥",
    "lead": "线索",
    "look": "回头看",
    "meeting": "会议",
    "minutes": "纪要",
    "notice": "通知",
    "paper_list": "纸质签到表",
    "parameter_value": "设置",
    "person": "人员",
    "phone_move": "换手机",
    "publication": "公开页",
    "rating": "评价",
    "reason": "理由",
    "recommendation": "协商建议",
    "registration": "报名",
    "seal": "封存",
    "sign_in": "登录",
    "term": "届",
    "time_limit": "时限",
    "token": "令牌",
    "topic": "议题",
    "unit": "单位",
}
"""The kinds of records in the trail; a test holds them against what is declared."""
OWN_DUTY = frozenset(
    {"account", "appointment", "audit_entry", "key_proof", "seal", "sign_in", "term", "token", "unit"}
    | {"calendar_day", "field", "parameter_value", "reason"}
)
"""Kinds whose notes are about administration; all other notes are what people consult about."""
KINDS = {
    "system": "系统",
    "resident": "居民",
    "nobody": "没有登录的人",
    "helper": "帮手",
    "box": "会场盒子",
    "link": "凭链接办的单位",
}


def subject_label(subject: str) -> str:
    return SUBJECTS.get(subject, subject)


def acts() -> list[tuple[str, str]]:
    """(`subject.act`, label) of everything that can stand in the trail, by kind of record."""
    known = [
        (f"{subject}.{act}", f"{subject_label(subject)}：{found.label}") for (subject, act), found in entries().items()
    ]
    return sorted(known, key=lambda one: one[1])


def act_label(entry: AuditEntry) -> str:
    found = entries().get((entry.subject, entry.act))
    return found.label if found else entry.act


def who_label(entry: AuditEntry, names: Mapping[int, str]) -> str:
    """A member of the staff by name and role at that time; nobody else by name."""
    if entry.actor_kind not in ("staff", "token"):
        return KINDS.get(entry.actor_kind, entry.actor_kind)
    role = next((known.label for known in Role if str(known) == entry.role), "")
    name = names.get(entry.actor_id or 0, "")
    return f"{name}（{role}）" if role else name


def change_label(entry: AuditEntry) -> str:
    """From which state to which; empty where no state changed. Other words, such as the receipt of a lead that joined
    a topic, are shown of what administration changed alone.
    """
    states = state_labels(entry.subject)
    before, after = (states.get(word or "", _plain(entry, word)) for word in (entry.before, entry.after))
    if not after:
        return ""
    return f"{before} → {after}" if before and before != after else after


def _plain(entry: AuditEntry, word: str | None) -> str:
    return word or "" if entry.subject in OWN_DUTY else ""


def state_labels(subject: str) -> dict[str, str]:
    """The states that acts on this kind of record name."""
    acts = [found for found in entries().values() if isinstance(found, Act) and found.subject == subject]
    states = {state for act in acts for state in (*act.sources, act.target) if state is not None}
    return {str(state): state.label for state in states}


def note_of(entry: AuditEntry) -> str:
    """三员 read no business content, so only notes about administration are shown."""
    return entry.note if entry.subject in OWN_DUTY else ""
