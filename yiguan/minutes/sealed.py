"""What of this slice's tables is watched (audit/watch.py); confirmed minutes have the SM3 they were locked with."""

from collections.abc import Iterator, Sequence
from typing import cast

from sqlalchemy import Table, select

from yiguan.audit.shapes import Part, Shape, columns, readable
from yiguan.audit.watch import watch
from yiguan.base import crypto
from yiguan.minutes import queries, wording
from yiguan.minutes.models import ConsensusItem, Minutes
from yiguan.store.db import db

MINUTES = columns("id", "meeting_id", "unit_id", "summary", "state", "submitted_by", "confirmed_at", "digest", "at",
                  "is_sample", "limit_id")  # fmt: skip
ITEM = columns("id", "minutes_id", "position", "kind", "text", "unit_id", "due_on", "dissent")
ITEMS = {"items": Part(cast(Table, ConsensusItem.__table__), "minutes_id", ITEM)}
APART = {"due_on": "repeats the last day of its time limit", "version": "counts edits"}
watch(Minutes, {1: Shape(MINUTES, ITEMS), 2: Shape(MINUTES | columns("term_id"), ITEMS)}, apart=APART)


def locked() -> Iterator[str]:
    confirmed = select(Minutes.id).where(Minutes.confirmed_at.is_not(None)).order_by(Minutes.id)
    for number in db.session.scalars(confirmed).all():
        if not readable([number], _fits)[number]:
            yield f"minutes {number}：定稿的文字和定稿时的 SM3 摘要对不上。"


def _fits(ids: Sequence[int]) -> dict[int, bool]:
    found = db.session.scalars(select(Minutes).where(Minutes.id.in_(ids)))
    return {one.id: crypto.same(wording.digest(one, queries.items_of(one)), one.digest) for one in found}


CHECKS = (locked,)
