from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from yiguan.base import clock
from yiguan.calendar.days import entered
from yiguan.calendar.deadlines import Deadline
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import OFFICIAL, Overrides
from yiguan.store.db import Base, Big

WAITS_FOR_HOLIDAYS = text("tentative AND due IS NOT NULL AND ended_on IS NULL")


class TimeLimit(Base):
    """期限: so many working days or months from a day, with the sum as it was worked out, until it ended.

    While it is paused there is no last day, and `days_left` keeps the working days that were left, negative when late.
    `length` is None where the record is older than this table. `after_id` is the one whose place it took.
    """

    __table_args__ = (
        CheckConstraint("(paused_on IS NULL) = (due IS NOT NULL)", name="paused_has_no_last_day"),
        CheckConstraint("(paused_on IS NULL) = (days_left IS NULL)", name="paused_knows_what_is_left"),
        Index("ix_time_limit_tentative", "id", sqlite_where=WAITS_FOR_HOLIDAYS, postgresql_where=WAITS_FOR_HOLIDAYS),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    start: Mapped[date]
    rule: Mapped[Rule]
    length: Mapped[int | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    paused_on: Mapped[date | None]
    days_left: Mapped[int | None]
    due: Mapped[date | None]
    tentative: Mapped[bool] = mapped_column(default=False)
    explain: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]
    after_id: Mapped[Big | None] = mapped_column(ForeignKey("time_limit.id"))

    def left(self, today: date, overrides: Overrides = OFFICIAL) -> int:
        """Working days left today; of a paused or ended one, those that were left then."""
        if self.due is None:
            return self.days_left or 0
        return Deadline(self.due, overrides=overrides).left(self.ended_on or today)

    @property
    def ended_late(self) -> bool:
        return self.ended_on is not None and self.left(self.ended_on) < 0

    @property
    def words(self) -> str:
        """What stands below the date: the sum, or since when the limit is paused and what was left of it."""
        if self.paused_on is None:
            return self.explain
        left = self.left(self.paused_on)
        kept = "当天到期" if left == 0 else f"还剩{left}个工作日" if left > 0 else f"已经超{-left}个工作日"
        return f"{clock.day(self.paused_on)}起暂停，{kept}"


class Timed:
    """A record one of whose steps has a time limit.

    `due_on` repeats the last day of the limit that runs: lists sort, count and index by it without a join
    (docs/decisions/0035). `calendar.service` alone writes both.
    """

    due_on: Mapped[date | None]
    limit_id: Mapped[Big | None] = mapped_column(ForeignKey("time_limit.id"), unique=True, index=True)

    @declared_attr
    def limit(cls) -> Mapped[TimeLimit | None]:  # noqa: N805 - an attribute declared on each class
        """Read with the one record whose page shows it; lists do without."""
        return relationship(lazy="raise")

    @property
    def deadline(self) -> Deadline | None:
        """The last day for lists; None while the limit is paused, and once it ended."""
        return Deadline(self.due_on, overrides=entered()) if self.due_on else None
