"""What the pages of bench and desk show of one recommendation, read once and in a fixed number of statements."""

from dataclasses import dataclass
from typing import Any

from yiguan.base.actor import Actor
from yiguan.documents.states import PaperFormat
from yiguan.meetings.queries import topics_within
from yiguan.minutes.queries import items_of as agreed_in
from yiguan.organisation.queries import reasons
from yiguan.organisation.states import ReasonKind
from yiguan.recommendations import course, queries, rules, wording
from yiguan.recommendations.models import Recommendation, RecommendationItem
from yiguan.recommendations.states import EDITABLE
from yiguan.workflow.history import history_of
from yiguan.workflow.machines import open_to


@dataclass(frozen=True)
class Matter:
    """One item and what it rests on: (label, address) pairs, without the address where the reader may not open it."""

    item: RecommendationItem
    links: list[tuple[str, str]]


def matters_of(actor: Actor, recommendation: Recommendation) -> list[Matter]:
    items = queries.items_of(recommendation)
    sources, minutes = queries.sources_of(items), queries.locked_minutes(recommendation.meeting)
    if minutes is None:
        return [Matter(item, []) for item in items]
    agreed = agreed_in(minutes)
    topics = topics_within(actor, recommendation.meeting)
    return [Matter(item, wording.links(recommendation, minutes, agreed, sources[item.id], topics)) for item in items]


def draft_of(recommendation: Recommendation) -> dict[str, Any]:
    items = queries.items_of(recommendation)
    minutes = queries.locked_minutes(recommendation.meeting)
    return wording.draft(recommendation, items, queries.sources_of(items), agreed_in(minutes) if minutes else [])


def is_mending(actor: Actor, recommendation: Recommendation) -> bool:
    """While the station mends its text, the district sees the submitted revisions only."""
    return recommendation.state in EDITABLE and not rules.can_write(actor, recommendation.unit)


def context_of(actor: Actor, recommendation: Recommendation) -> dict[str, Any]:
    """For the templates. Who reads no remarks reads neither former revisions nor what was done about it."""
    whole, mending = rules.can_read_remarks(actor, recommendation), is_mending(actor, recommendation)
    return {
        "recommendation": recommendation,
        "matters": [] if mending else matters_of(actor, recommendation),
        "mending": mending,
        "revisions": queries.revisions_of(recommendation) if whole else [],
        "formats": tuple(PaperFormat),
        "steps": history_of(recommendation) if whole else [],
        "cases": course.cases_of(recommendation) if recommendation.number else [],
        "answers": course.answers_of(recommendation) if recommendation.number else {},
        "asks_people": rules.can_write(actor, recommendation.unit),
        "acts": open_to(actor, recommendation),
        "return_reasons": [(r.code, r.label) for r in reasons(ReasonKind.RECOMMENDATION_RETURN)],
    }
