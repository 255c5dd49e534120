"""What of this slice's tables is watched (audit/watch.py); every signed letter still has the SM3 it was signed with."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Table, select

from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import watch
from yiguan.base import crypto
from yiguan.numbering.sealed import unlike_the_book
from yiguan.recommendations.models import CoUnit, ItemSource, Recommendation, RecommendationItem, Revision
from yiguan.store.db import db

RECOMMENDATION = columns("id", "code", "number", "unit_id", "topic_id", "meeting_id", "title", "addressee", "state",
                         "revision", "approved_by", "signed_by", "signed_name", "signed_role", "signed_at", "frozen",
                         "digest", "at", "is_sample")  # fmt: skip
ITEM = columns("id", "recommendation_id", "position", "problem", "analysis", "advice", "unit_id")
_items = cast(Table, RecommendationItem.__table__)
SOURCE = columns("id", "item_id", "kind", "subject_id")
PARTS = {
    "items": Part(_items, "recommendation_id", ITEM),
    "sources": Part(cast(Table, ItemSource.__table__), "item_id", SOURCE, through=(_items, "recommendation_id")),
}
WITH_ROUND = RECOMMENDATION | columns("round")
WITH_CO_UNITS = PARTS | {
    "co_units": Part(
        cast(Table, CoUnit.__table__),
        "item_id",
        columns("id", "item_id", "position", "unit_id"),
        through=(_items, "recommendation_id"),
    )
}
REVISION = columns("id", "recommendation_id", "number", "text", "submitted_by", "at", "remarks", "answered_at")
watch(
    Recommendation,
    {1: Shape(RECOMMENDATION, PARTS), 2: Shape(WITH_ROUND, WITH_CO_UNITS)},
    apart={"version": "counts edits"},
)
watch(Revision, {1: Shape(REVISION)})


def signed() -> Iterator[str]:
    """The letter, its number, signer and day are in the frozen text, so one digest proves them all."""
    told = (Recommendation.number, Recommendation.signed_name, Recommendation.frozen, Recommendation.digest)
    letters = select(Recommendation.id, *told).where(Recommendation.signed_at.is_not(None)).order_by(Recommendation.id)
    for row in db.session.execute(letters.execution_options(yield_per=100)):
        whole = crypto.same(crypto.digest(row.frozen.encode()), row.digest)
        if not whole or (row.number or "\0") not in row.frozen or row.signed_name not in row.frozen:
            yield f"recommendation {row.id}：签发的文字、文号或签发人和签发时的 SM3 摘要对不上。"


def numbers() -> Iterator[str]:
    yield from unlike_the_book(Recommendation.number, "recommendation")


CHECKS = (signed, numbers)
