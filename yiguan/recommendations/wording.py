"""The words of a recommendation: what is offered to begin with, and the letter that is frozen at signing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.meetings.models import Meeting
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.minutes.states import ConsensusKind
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import SourceKind
from yiguan.topics.models import Topic

ASKING = (ConsensusKind.ADVICE, ConsensusKind.COMMITMENT)
SENDER = "政协铜陵市铜官区委员会"
PROBLEM, ANALYSIS, ADVICE = LEADS = ("问题：", "分析：", "建议：")
TICKED = ("topic", "minutes", "consensus", "co_units")
Sources = Mapping[int, set[tuple[SourceKind, int]]]


def offered(topic: Topic, agreed: Sequence[ConsensusItem]) -> dict[str, Any]:
    """A start from what is known: the topic's problem, and each advice and promise of the minutes as an item."""
    rows = [
        {
            "problem": topic.problem[:1000],
            "analysis": "",
            "advice": item.text,
            "unit": item.unit.code if item.unit else None,
            "co_units": [],
            "topic": True,
            "minutes": False,
            "consensus": [item.position],
        }
        for item in agreed
        if item.kind in ASKING
    ]
    return {"title": f"关于{topic.title.removeprefix('关于').removesuffix('的建议')}的建议", "items": rows}


def draft(
    recommendation: Recommendation,
    items: Sequence[RecommendationItem],
    sources: Sources,
    agreed: Sequence[ConsensusItem],
) -> dict[str, Any]:
    """The text as it is typed, for the form and for programs; units by code, consensus by its number."""
    rows = [
        {
            "problem": item.problem,
            "analysis": item.analysis,
            "advice": item.advice,
            "unit": item.unit.code if item.unit else None,
            "co_units": [unit.code for unit in item.co_units],
            "topic": any(kind is SourceKind.TOPIC for kind, _ in sources[item.id]),
            "minutes": any(kind is SourceKind.MINUTES for kind, _ in sources[item.id]),
            "consensus": [c.position for c in agreed if (SourceKind.CONSENSUS, c.id) in sources[item.id]],
        }
        for item in items
    ]
    return {"title": recommendation.title, "items": rows}


def as_typed(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The same with its ticks spread out: `consensus_3`, `co_unit_zjj`, as the form names them."""
    rows = []
    for row in draft["items"]:
        plain = {key: value for key, value in row.items() if key not in TICKED}
        ticks = [name for name in ("topic", "minutes") if row[name]]
        ticks += [f"consensus_{n}" for n in row["consensus"]] + [f"co_unit_{code.lower()}" for code in row["co_units"]]
        rows.append(plain | dict.fromkeys(ticks, "yes"))
    return {**draft, "items": rows}


def links(
    recommendation: Recommendation,
    minutes: Minutes,
    agreed: Sequence[ConsensusItem],
    own: set[tuple[SourceKind, int]],
    topics: Collection[int],
) -> list[tuple[str, str]]:
    """What one item rests on, each with the address where a reader opens it (MN-06): of `topics` those within reach."""
    page = f"/bench/meetings/{recommendation.meeting.code}/minutes"
    known = [
        (
            (SourceKind.TOPIC, recommendation.topic_id),
            f"议题：{recommendation.topic.title}",
            f"/bench/topics/{recommendation.topic_id}" if recommendation.topic_id in topics else "",
        )
    ]
    known += [((SourceKind.MINUTES, minutes.id), f"纪要：{recommendation.meeting.title}", page)]
    known += [
        ((SourceKind.CONSENSUS, c.id), f"纪要第 {c.position} 条（{c.kind.label}）", f"{page}#item-{c.position}")
        for c in agreed
    ]
    return [(label, url) for key, label, url in known if key in own]


def heading(item: RecommendationItem) -> str:
    unit = item.unit.name if item.unit else "有关单位"
    helping = "、".join(one.name for one in item.co_units)
    return f"{numeral(item.position)}、建议由{unit}" + (f"主办，{helping}协办" if helping else "研究办理")


def cause(meeting: Meeting, topic: Topic, unit_name: str) -> str:
    """The letter's first paragraph: where the advice comes from."""
    return (
        f"{clock.written(meeting.starts_at)}，{unit_name}围绕“{topic.title}”开展{meeting.kind.label}，"
        "委员、居民和有关单位坐在一起商量。现根据协商情况，提出以下建议，供研究办理时参考。"
    )


def text_of(recommendation: Recommendation, items: Sequence[RecommendationItem]) -> str:
    """Title and items as plain text: what a revision keeps."""
    blocks = [recommendation.title]
    for item in items:
        analysis = f"{ANALYSIS}{item.analysis}\n" if item.analysis else ""
        blocks.append(f"{heading(item)}\n{PROBLEM}{item.problem}\n{analysis}{ADVICE}{item.advice}")
    return "\n\n".join(blocks)


def letter(recommendation: Recommendation, items: Sequence[RecommendationItem], *, signer: str, at: datetime) -> str:
    """The whole letter as plain text, in official order; its SM3 is what the signature stands for."""
    opening = cause(recommendation.meeting, recommendation.topic, recommendation.unit.name)
    head = [SENDER, recommendation.number or "", f"{recommendation.addressee}：", opening]
    return "\n\n".join([*head, text_of(recommendation, items), f"签发人：{signer}", SENDER, clock.written(at)])
