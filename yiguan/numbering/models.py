from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.organisation.terms import OfTerm
from yiguan.store.db import Base, Big


class Series(OfTerm, Base):
    """The last number of one series in one year or since one plenary; locking its row keeps the series free of gaps.

    `plenary` is 0 for a series by the year. For one by plenary, `year` is that in which it opened, for as long as the
    series goes on. The term is that in which the series began; it is no part of the key, so its end renumbers nothing.
    """

    __table_args__ = (UniqueConstraint("name", "year", "plenary"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    plenary: Mapped[int] = mapped_column(default=0)
    last: Mapped[int] = mapped_column(default=0)


class AllottedNumber(OfTerm, Base):
    """An allotted number, never reused; a void one stays, marked 作废."""

    __table_args__ = (UniqueConstraint("series", "year", "plenary", "number"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    plenary: Mapped[int] = mapped_column(default=0)
    number: Mapped[int]
    words: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
