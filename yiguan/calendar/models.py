from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from yiguan.base import clock
from yiguan.calendar.days import entered
from yiguan.calendar.deadlines import Deadline
from yiguan.calendar.explaining import counted
from yiguan.calendar.limits import Length
from yiguan.calendar.pauses import Span
from yiguan.calendar.states import Rule
from yiguan.calendar.working_days import OFFICIAL, Overrides
from yiguan.store.db import Base, Big

WAITS_FOR_HOLIDAYS = text("tentative AND due IS NOT NULL AND ended_on IS NULL")
IS_OPEN = text("to_day IS NULL")
MOST_WORDS = 200


class Pause(Base):
    """暂停: the days on which a limit stands still, both ends included; without `to_day` it stands still now."""

    __table_args__ = (
        CheckConstraint("to_day >= from_day", name="ends_after_it_begins"),
        Index("uq_pause_open", "limit_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    limit_id: Mapped[Big] = mapped_column(ForeignKey("time_limit.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(MOST_WORDS))
    by: Mapped[Big | None]
    at: Mapped[datetime]


class TimeLimit(Base):
    """期限: so long from a day, with the sum as it was worked out, until it ended (limits.py has the convention).

    While it is paused there is no last day; `paused_on` is the day of the question, and `days_left` what was left on
    it, in what the limit counts in, negative when late. `after_id` is the one whose place it took. One with `before_id`
    counts back from the last day of that one, which is its `start`, and stands still and ends with it.
    `extension` is in working days where those are counted, else in days; there is one at most.
    """

    __table_args__ = (
        CheckConstraint("(paused_on IS NULL) = (due IS NOT NULL)", name="paused_has_no_last_day"),
        CheckConstraint("(paused_on IS NULL) = (days_left IS NULL)", name="paused_knows_what_is_left"),
        CheckConstraint("extension > 0", name="extension_adds"),
        Index("ix_time_limit_tentative", "id", sqlite_where=WAITS_FOR_HOLIDAYS, postgresql_where=WAITS_FOR_HOLIDAYS),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    start: Mapped[date]
    rule: Mapped[Rule]
    length: Mapped[int]
    rolls: Mapped[bool] = mapped_column(default=True)
    paused_on: Mapped[date | None]
    days_left: Mapped[int | None]
    extension: Mapped[int | None]
    extension_reason: Mapped[str] = mapped_column(String(MOST_WORDS), default="")
    extended_by: Mapped[Big | None]
    extended_at: Mapped[datetime | None]
    due: Mapped[date | None]
    tentative: Mapped[bool] = mapped_column(default=False)
    explain: Mapped[str] = mapped_column(Text)
    ended_on: Mapped[date | None]
    after_id: Mapped[Big | None] = mapped_column(ForeignKey("time_limit.id"))
    before_id: Mapped[Big | None] = mapped_column(ForeignKey("time_limit.id"), index=True)
    pauses: Mapped[list[Pause]] = relationship(order_by=Pause.from_day)
    """Read when a sum is worked out; pages show the stored one."""

    @property
    def promised(self) -> Length:
        return Length(self.length, self.rule, self.rolls)

    @property
    def stood(self) -> list[Span]:
        """The pauses that are over."""
        return [Span(one.from_day, one.to_day) for one in self.pauses if one.to_day is not None]

    def left(self, today: date, overrides: Overrides = OFFICIAL) -> int:
        """Working days left today, or days where the limit counts none; of a paused or ended one, those left then."""
        if self.due is None:
            return self.days_left or 0
        return Deadline(self.due, self.rule, overrides=overrides).left(self.ended_on or today)

    @property
    def ended_late(self) -> bool:
        return self.ended_on is not None and self.left(self.ended_on) < 0

    @property
    def words(self) -> str:
        """What stands below the date: the sum, or since when the limit is paused and what was left of it."""
        if self.paused_on is None:
            return self.explain
        left = self.left(self.paused_on)
        amount = counted(abs(left), Rule.WORKING_DAYS if self.rule is Rule.WORKING_DAYS else Rule.CALENDAR_DAYS)
        kept = "当天到期" if left == 0 else f"还剩{amount}" if left > 0 else f"已经超{amount}"
        return f"{clock.day(self.paused_on)}起暂停，{kept}"


class Timed:
    """A record one of whose steps has a time limit; a record with several gives each a row of its own that is Timed.

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
    def counts_in(self) -> Rule:
        """What its lists count days left in; a record whose limits differ says so itself."""
        return Rule.WORKING_DAYS

    @property
    def deadline(self) -> Deadline | None:
        """The last day for lists; None while the limit is paused, and once it ended."""
        return Deadline(self.due_on, self.counts_in, overrides=entered()) if self.due_on else None
