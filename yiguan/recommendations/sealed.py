"""What of this slice's tables is watched (audit/watch.py); the signed text is that of the letter."""

from collections.abc import Iterator
from typing import cast

from sqlalchemy import Table, select

from yiguan.audit.shapes import Part, Shape, columns
from yiguan.audit.watch import watch
from yiguan.numbering.sealed import unlike_the_book
from yiguan.recommendations.models import CoUnit, ItemSource, Recommendation, RecommendationItem, Revision
from yiguan.recommendations.states import SENT
from yiguan.signatures.models import Signature
from yiguan.store.db import db

RECOMMENDATION = columns("id", "code", "number", "unit_id", "topic_id", "meeting_id", "title", "addressee", "state",
                         "round", "revision", "approved_by", "at", "is_sample")  # fmt: skip
ITEM = columns("id", "recommendation_id", "position", "problem", "analysis", "advice", "unit_id")
_items = cast(Table, RecommendationItem.__table__)
SOURCE = columns("id", "item_id", "kind", "subject_id")
PARTS = {
    "items": Part(_items, "recommendation_id", ITEM),
    "co_units": Part(
        cast(Table, CoUnit.__table__),
        "item_id",
        columns("id", "item_id", "position", "unit_id"),
        through=(_items, "recommendation_id"),
    ),
    "sources": Part(cast(Table, ItemSource.__table__), "item_id", SOURCE, through=(_items, "recommendation_id")),
}
REVISION = columns("id", "recommendation_id", "number", "text", "submitted_by", "at", "remarks", "answered_at")
OF_TERM = RECOMMENDATION | columns("term_id")
HANDED = PARTS | {"items": Part(_items, "recommendation_id", ITEM | columns("handling_item_id"))}
VERSIONS = {3: Shape(RECOMMENDATION, PARTS), 4: Shape(OF_TERM, PARTS), 5: Shape(OF_TERM, HANDED)}
"""Versions 1 and 2 had the signature; 0021 moved it and carried over what was proven."""
watch(Recommendation, VERSIONS, apart={"version": "counts edits"})
watch(Revision, {1: Shape(REVISION)})


def signed() -> Iterator[str]:
    """Number and signer are in the text that was signed, and so under its SM3 (signatures/sealed.py)."""
    told = (Recommendation.number, Recommendation.approved_by, Signature.person_id, Signature.name, Signature.text)
    letters = select(Recommendation.id, *told).outerjoin(Recommendation.signature)
    letters = letters.where(Recommendation.state.in_(SENT) | Signature.id.is_not(None)).order_by(Recommendation.id)
    for row in db.session.execute(letters.execution_options(yield_per=100)):
        if row.text is None or (row.number or "\0") not in row.text or row.name not in row.text:
            yield f"recommendation {row.id}：签发的文字、文号或签发人对不上。"
        elif row.person_id == row.approved_by:
            yield f"recommendation {row.id}：审核和签发是同一个人。"


def numbers() -> Iterator[str]:
    yield from unlike_the_book(Recommendation.number, "recommendation")


CHECKS = (signed, numbers)
