from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big


class Series(Base):
    """The last number of one series in one year; locking its row keeps the series free of gaps."""

    __table_args__ = (UniqueConstraint("name", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)


class AllottedNumber(Base):
    """An allotted number, never reused; a void one stays, marked 作废."""

    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(40))
    year: Mapped[int]
    number: Mapped[int]
    words: Mapped[str] = mapped_column(String(60), unique=True)
    at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
