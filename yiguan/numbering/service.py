from sqlalchemy import select, update

from yiguan.base import clock
from yiguan.numbering.models import AllottedNumber, Series
from yiguan.store.db import db, insert_into


def allot(series: str, pattern: str) -> str:
    """The next number of this year's series, in words: `allot("recommendation", "铜议建〔{year}〕{number}号")`.

    The series' row stays locked until the caller's transaction ends: a rolled-back act leaves no gap,
    two simultaneous ones get two numbers (domain.md §5.5).
    """
    year = clock.today().year
    db.session.execute(insert_into(Series).values(name=series, year=year, last=0).on_conflict_do_nothing())
    db.session.execute(update(Series).where(Series.name == series, Series.year == year).values(last=Series.last + 1))
    number = db.session.scalar(select(Series.last).where(Series.name == series, Series.year == year)) or 0
    words = pattern.format(year=year, number=number)
    db.session.add(AllottedNumber(series=series, year=year, number=number, words=words, at=clock.now()))
    return words
