from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.base import clock
from yiguan.base.numerals import numeral
from yiguan.organisation.states import STATION_KINDS, ReasonKind, UnitKind
from yiguan.store.db import Base, Versioned


class Term(Base):
    """届: five years; groups, series and archives belong to a term. `number` is 2 for 二届.

    `closed_at` is the moment at which the office ended its appointments (换届), which may lie before `ends_on`.
    """

    __table_args__ = (Index("uq_term_number", "number", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(20), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        return f"{numeral(self.number)}届"

    @property
    def ordinal(self) -> str:
        """As pages call it; the numbers of papers are made with `label`."""
        return f"第{self.label}"


class Plenary(Base):
    """全会: one plenary session of a term, 二届三次会议. What is numbered by plenary counts on until the next one."""

    __table_args__ = (UniqueConstraint("term_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"))
    number: Mapped[int]
    opens_on: Mapped[date]
    term: Mapped[Term] = relationship(lazy="joined", innerjoin=True)


class Unit(Versioned, Base):
    """One node of the tree of units. `path` has the codes from the root, each with a slash after it: `TG/XF/`.

    `is_sample` stays until the district has confirmed the name. A new installation has no telephone, hours or address
    of a unit: what is not confirmed is not shown to anybody.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    kind: Mapped[UnitKind] = mapped_column(index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    path: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str] = mapped_column(String(20))
    station_kind: Mapped[str] = mapped_column(String(8), default="")
    level: Mapped[str] = mapped_column(String(12), default="district")
    address: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    hours: Mapped[str] = mapped_column(String(60), default="")
    about: Mapped[str] = mapped_column(String(200), default="")
    retired_on: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def called(self) -> str:
        """The name, with the telephone where there is one."""
        return f"{self.name}（电话 {self.phone}）" if self.phone else self.name

    @property
    def has_poster(self) -> bool:
        """A poster says whom to ring (product.md §3.10), so there is none without a number."""
        return self.takes_leads and bool(self.phone)

    @property
    def takes_leads(self) -> bool:
        """Residents report at stations and workrooms; their codes are on posters."""
        return self.retired_on is None and self.kind in STATION_KINDS


class Listed:
    """An entry of a list that the office changes from a day on: a new wording is a new row, and no row is deleted.

    One that was taken back before it began is valid on no day: `valid_to` is the day before `valid_from`.
    """

    code: Mapped[str]
    label: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def was_taken_back(self) -> bool:
        return self.valid_to is not None and self.valid_to < self.valid_from


class Field(Listed, Base):
    """民生领域: what a matter is about, with the words people use for it; `position` is one for all its wordings."""

    __table_args__ = (UniqueConstraint("code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date] = mapped_column(default=clock.today)
    valid_to: Mapped[date | None]


class Reason(Listed, Base):
    """A listed reason; a changed wording is a new row with its date, and old records keep theirs."""

    __table_args__ = (UniqueConstraint("kind", "code", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReasonKind]
    code: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    hint: Mapped[str] = mapped_column(String(200), default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class ParameterValue(Base):
    """What a parameter is from a day on. `value` is None once it was taken back; its row stays, as every watched row
    does.
    """

    __table_args__ = (UniqueConstraint("name", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[str | None] = mapped_column(String(700))
    valid_from: Mapped[date]
