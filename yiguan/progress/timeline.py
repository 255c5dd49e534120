"""Where a matter stands, as steps: pure, from what `queries` collected."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.leads.models import Lead
from yiguan.leads.states import OPEN, LeadState
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import HELD, OVER, MeetingState
from yiguan.people.states import PersonKind
from yiguan.progress.queries import Held, Issued, Story
from yiguan.topics.states import TopicSource, TopicState

Links = tuple[tuple[str, str], ...]
AFTERWARDS = ("交部门办理", "部门答复", "请您评价", "回头看")
STILL_TO_COME = ("审题定题", "开会协商", "形成建议", *AFTERWARDS)
CAME = {PersonKind.MEMBER: "委员", PersonKind.RESIDENT: "居民", PersonKind.STAFF: "部门和社区"}


@dataclass(frozen=True)
class Step:
    """One step of a trail, as parts/trail.html shows it; `state` is done, now or todo."""

    label: str
    at: datetime | None = None
    at_label: str = ""
    note: str = ""
    links: Links = ()
    state: str = "done"


def todo(label: str, **more: object) -> Step:
    return Step(label, state="todo", **more)  # type: ignore[arg-type]


def _marked(steps: Iterable[Step]) -> list[Step]:
    """The first step that is not done is where the matter stands now."""
    marked: list[Step] = []
    for step in steps:
        is_now = step.state == "todo" and all(earlier.state == "done" for earlier in marked)
        marked.append(replace(step, state="now") if is_now else step)
    return marked


def topic_trail(story: Story, reasons: Mapping[int, str], *, words: bool = False) -> list[Step]:
    """The trail of a topic for everybody; with `words` the texts that came with a refusal are shown too."""
    opening = [_raised(story), Step("协商站受理", story.topic.at, note=_joined(story))]
    return _marked([*opening, *_course(story, reasons, words=words)])


def _raised(story: Story) -> Step:
    by_residents = story.leads or story.topic.source is TopicSource.PUBLIC_RAISED
    return Step("居民提出" if by_residents else story.topic.source.label, story.first_lead_at or story.topic.at)


def _joined(story: Story) -> str:
    return f"{story.leads} 件同样的事合在一起议，每位都会收到结果。" if story.leads > 1 else ""


def lead_trail(
    lead: Lead, entries: Sequence[AuditEntry], story: Story | None, reasons: Mapping[int, str]
) -> list[Step]:
    """The trail of a resident's own matter, with every word the station wrote to them."""
    steps = [Step("您提出", lead.at)]
    steps += [step for entry in entries if (step := _lead_step(entry, reasons))]
    if story is not None:
        return _marked([*steps, *_course(story, reasons, words=True)])
    if lead.state is LeadState.SUBMITTED:
        until = f"{clock.day(lead.due_on)}前" if lead.due_on else ""
        steps.append(todo("协商站看一看", at_label=until))
    if lead.state is LeadState.NEEDS_INFO:
        steps.append(todo("等您补充"))
    if lead.state in OPEN:
        steps += [todo(label) for label in STILL_TO_COME]
    return _marked(steps)


def _lead_step(entry: AuditEntry, reasons: Mapping[int, str]) -> Step | None:
    listed = reasons.get(entry.id, "")
    said = "：".join(filter(None, (listed, entry.note)))
    by_act = {
        "ask": ("协商站请您补充", entry.note),
        "answer": ("您补充了说明", ""),
        "move": ("转给另一个协商站", entry.note),
        "accept": ("协商站受理", f"列入议题“{entry.note}”" if entry.note else ""),
        "release": ("从议题里分出来，重新看", ""),
        "transfer": ("转其他渠道", said),
        "decline": ("这次没有采用", said),
        "recheck": ("区政协办公室复核", entry.note),
        "withdraw": ("您撤回了", ""),
    }
    if entry.act not in by_act:
        return None
    label, note = by_act[entry.act]
    return Step(label, entry.at, note=note)


def _course(story: Story, reasons: Mapping[int, str], *, words: bool) -> list[Step]:
    """From screening to the look back; a topic that ended early ends its trail there."""
    ended = _end(story, reasons, words=words)
    approved = story.last("approve")
    if approved is None:
        return [ended] if ended else [todo(label) for label in STILL_TO_COME]
    links = (("看公开的页面", f"/topics/{story.topic.code}"),) if words and story.is_public else ()
    settled = Step("审题定题", approved.at, note=story.topic.number or "", links=links)
    middle = _middle(story, over=ended is not None)
    return [settled, *middle, ended] if ended else [settled, *middle, *map(todo, AFTERWARDS)]


def _end(story: Story, reasons: Mapping[int, str], *, words: bool) -> Step | None:
    state, entry = story.topic.state, story.last("reject", "defer", "merge", "terminate", "archive")
    if entry is None or state not in ENDS:
        return None
    note = reasons.get(entry.id, "")
    if words and entry.note:
        note = "：".join(filter(None, (note, entry.note)))
    if state is TopicState.MERGED and story.main is not None:
        shown = story.main.public_since is not None
        known = words or shown
        note = f"和“{story.main.title}”一起商量。" if known else "和另一件事一起商量。"
        links = (("看那个议题", f"/topics/{story.main.code}"),) if shown else ()
        return Step(ENDS[state], entry.at, note=note, links=links)
    return Step(ENDS[state], entry.at, note=note)


ENDS = {
    TopicState.REJECTED: "不予列入",
    TopicState.DEFERRED: "缓议，到时再审",
    TopicState.MERGED: "并入另一个议题",
    TopicState.TERMINATED: "终止协商",
    TopicState.ARCHIVED: "办结归档",
}


def _middle(story: Story, *, over: bool) -> list[Step]:
    """Meetings and recommendations in the order of their days; what lies ahead after what is done."""
    past = [(held.meeting.starts_at, _held(held)) for held in story.meetings if _is_over(held.meeting)]
    # a meeting may be over before the hour it was planned for; what came out of it still stands after it
    past += [(max(issued.signed_at, issued.met_at), _sent(issued)) for issued in story.issued]
    steps = [step for _, step in sorted(past, key=lambda pair: pair[0])]
    if over:
        return steps
    coming = [_coming(held.meeting) for held in story.meetings if not _is_over(held.meeting)]
    met = any(held.meeting.state in HELD for held in story.meetings)
    steps += coming or ([] if met else [todo("开会协商")])
    return steps if story.issued else [*steps, todo("形成建议")]


def _is_over(meeting: Meeting) -> bool:
    return meeting.state in OVER


def _held(held: Held) -> Step:
    meeting = held.meeting
    links = (("这场会", f"/meetings/{meeting.code}"),)
    if meeting.state is MeetingState.CANCELLED:
        return Step("协商会取消", meeting.starts_at, links=links)
    total = sum(held.came.values())
    day = clock.day(meeting.starts_at) + (f" · {total} 人到会" if total else "")
    came = " · ".join(f"{word} {held.came[kind]}" for kind, word in CAME.items() if held.came.get(kind))
    return Step("开会协商", meeting.starts_at, day, "。".join(filter(None, (came, _agreed(held)))), links)


def _agreed(held: Held) -> str:
    if held.meeting.state is MeetingState.SHORT:
        return "有一方没有到齐，只记了情况"
    parts = [f"{number} 条{kind.label}" for kind, number in held.agreed.items() if number]
    return f"形成 {'，'.join(parts)}" if parts else ""


def _coming(meeting: Meeting) -> Step:
    moved = f"原定{clock.moment(meeting.postponed_from)}，改期了。" if meeting.postponed_from else ""
    links = (("怎么参加", f"/meetings/{meeting.code}"),)
    return todo(
        "开会协商",
        at=meeting.starts_at,
        at_label=clock.moment(meeting.starts_at),
        note=f"{moved}{meeting.place}",
        links=links,
    )


def _sent(issued: Issued) -> Step:
    return Step("形成建议", issued.signed_at, note=f"{issued.number}，共 {issued.items} 条")
