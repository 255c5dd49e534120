"""The words of minutes: what is offered to begin with, and the text whose digest locks them."""

from collections.abc import Mapping, Sequence
from typing import Any

from yiguan.base import clock, crypto
from yiguan.meetings.models import AgendaItem, Meeting
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.people.states import PersonKind
from yiguan.topics.models import Topic

COUNTED = {PersonKind.MEMBER: "政协委员", PersonKind.RESIDENT: "居民", PersonKind.STAFF: "有关单位和工作人员"}


def opening(meeting: Meeting, topics: Sequence[Topic], present: Mapping[PersonKind, int]) -> str:
    """The first sentence: when, who, on what, who presided, who came (domain.md §5.3)."""
    matters = "、".join(f"“{topic.title}”" for topic in topics)
    about = f"围绕{matters}" if matters else ""
    host = f"{meeting.host}主持。" if meeting.host else ""
    held = f"{clock.written(meeting.starts_at)}，{meeting.unit.name}{about}在{meeting.place}开展{meeting.kind.label}。"
    return held + host + attendance(present)


def attendance(present: Mapping[PersonKind, int]) -> str:
    """共 16 人参加，其中政协委员 4 人、居民 12 人。Empty when nobody checked in."""
    parts = [f"{label} {present[kind]} 人" for kind, label in COUNTED.items() if present.get(kind)]
    return f"共 {sum(present.values())} 人参加，其中{'、'.join(parts)}。" if parts else ""


def offered(topics: Sequence[Topic], agenda: Sequence[AgendaItem]) -> str:
    """A start for the summary from what was typed before: the topics' problems and the agenda."""
    problems = [f"情况：{topic.problem}" for topic in topics]
    return "\n\n".join([*problems, *(f"{item.position}. {item.title}：" for item in agenda)])


def draft(minutes: Minutes, items: Sequence[ConsensusItem]) -> dict[str, Any]:
    """The text as it is typed, for the form and for programs; units by their code."""
    rows = [
        {
            "kind": item.kind,
            "text": item.text,
            "unit": item.unit.code if item.unit else None,
            "due_on": item.due_on,
            "dissent": item.dissent,
        }
        for item in items
    ]
    return {"summary": minutes.summary, "items": rows}


def frozen(minutes: Minutes, items: Sequence[ConsensusItem]) -> str:
    """All that was agreed, one line an item; built from the locked rows alone, so that anyone can build it again."""
    lines = [
        f"{item.position}|{item.kind}|{item.text}|{item.unit_id or ''}|{item.due_on or ''}|{item.dissent}"
        for item in items
    ]
    return "\n".join([f"meeting {minutes.meeting_id}", minutes.summary, *lines])


def digest(minutes: Minutes, items: Sequence[ConsensusItem]) -> str:
    """SM3 of the frozen text; what stands in the record must still give the stored one."""
    return crypto.digest(frozen(minutes, items).encode())
