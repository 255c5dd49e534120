from typing import Any

from sqlalchemy import select, update

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.numbering.models import AllottedNumber, Series
from yiguan.organisation.models import Plenary
from yiguan.store.db import db, insert_into


def allot(series: str, pattern: str) -> str:
    """The next number of this year's series, in words: `allot("recommendation", "铜议建〔{year}〕{number}号")`.

    The series' row stays locked until the caller's transaction ends: a rolled-back act leaves no gap,
    two simultaneous ones get two numbers (domain.md §5.5).
    """
    return _next(series, pattern, {"year": clock.today().year, "plenary": 0})


def allot_since(plenary: Plenary, series: str, pattern: str) -> str:
    """The next number since the plenary: `{term}届{plenary}次会议第{number:03d}号` is 二届三次会议第018号.

    The series counts on between the plenaries, over the turn of the year and the end of the term (domain.md §5.5).
    """
    period = {"year": plenary.opens_on.year, "plenary": plenary.number, "term_id": plenary.term_id}
    return _next(series, pattern, period, term=numeral(plenary.term.number), plenary=numeral(plenary.number))


def _next(series: str, pattern: str, period: dict[str, int], **words: Any) -> str:
    db.session.execute(insert_into(Series).values(name=series, **period, last=0).on_conflict_do_nothing())
    this = (Series.name == series, Series.year == period["year"], Series.plenary == period["plenary"])
    db.session.execute(update(Series).where(*this).values(last=Series.last + 1))
    number = db.session.scalar(select(Series.last).where(*this)) or 0
    said = pattern.format(**{"year": period["year"], "number": number, **words})
    db.session.add(AllottedNumber(series=series, **period, number=number, words=said, at=clock.now()))
    return said
