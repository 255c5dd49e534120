"""What of this slice's tables is watched, and whether the book of numbers has no gap and agrees with the records."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import leave, watch
from yiguan.numbering.models import AllottedNumber, Series
from yiguan.store.db import db

A = AllottedNumber
PERIOD = (A.series, A.year, A.plenary)
COUNTER = (Series.name, Series.year, Series.plenary)
ALLOTTED = columns("id", "series", "year", "number", "words", "at", "voided_at")
watch(AllottedNumber, {1: Shape(ALLOTTED), 2: Shape(ALLOTTED | columns("plenary", "term_id"))})
leave(Series, "a counter; it is compared with the numbers that were allotted")


def without_gaps() -> Iterator[str]:
    """Every series counts from 1 to what its counter says, each number once."""
    held = select(*PERIOD, func.count().label("held"), func.max(A.number).label("highest"))
    grouped = held.group_by(*PERIOD).subquery()
    query = select(Series.name, Series.year, Series.plenary, Series.last, grouped.c.held, grouped.c.highest).outerjoin(
        grouped, and_(*(counter == grouped.c[one.key] for counter, one in zip(COUNTER, PERIOD, strict=True)))
    )
    for name, year, plenary, last, number, highest in db.session.execute(query.order_by(*COUNTER)):
        if (number or 0, highest or 0) != (last, last):
            series = _named(name, year, plenary)
            yield f"{series}：应有 1 到 {last} 号，编号簿里有 {number or 0} 个，最大 {highest or 0} 号。"
    known = exists().where(*(counter == one for counter, one in zip(COUNTER, PERIOD, strict=True)))
    for row in db.session.execute(select(*PERIOD).where(~known).distinct()):
        yield f"{_named(*row)}：编号簿里有号，计数器里没有这个系列。"


def _named(name: str, year: int, plenary: int) -> str:
    return f"series {name} {year}" + (f" 第 {plenary} 次会议" if plenary else "")


def unlike_the_book(held: InstrumentedAttribute[Any], series: str) -> Iterator[str]:
    """Records whose number is not in the book, and numbers of the series (LIKE) that no record has."""
    record, table = held.class_, held.class_.__tablename__
    in_book = exists().where(A.words == held, A.series.like(series))
    for number in db.session.scalars(select(record.id).where(held.is_not(None), ~in_book).order_by(record.id)):
        yield f"{table} {number}：它的编号不在编号簿里。"
    used = exists().where(held == A.words)
    free = select(A.id).where(A.series.like(series), A.voided_at.is_(None), ~used).order_by(A.id)
    yield from (f"allotted_number {number}：没有记录用这个号，也没有作废。" for number in db.session.scalars(free))


CHECKS = (without_gaps,)
