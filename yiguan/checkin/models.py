from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.audit import seals
from yiguan.checkin.states import ODD_CLOCKS, PHONES, CheckInSource, CheckInState, Grade, Result
from yiguan.store.db import Base, Big


class CheckIn(Base):
    """One scan, decided: numbers only, refusals included; its own audit row and its own idempotency record.

    `at` is the server's time of arrival and decides; `moment` is when it was scanned, as far as that is known. A
    trigger forbids DELETE and every UPDATE but counted → undone.
    """

    __table_args__ = (
        Index("uq_check_in_counted", "meeting_id", "part", "person_id", unique=True,
              sqlite_where=text("state = 'counted'"), postgresql_where=text("state = 'counted'")),
        UniqueConstraint("meeting_id", "key"),
        Index("ix_check_in_person", "person_id"),
    )  # fmt: skip

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    part: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[Big | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[CheckInState]
    result: Mapped[Result]
    source: Mapped[CheckInSource]
    grade: Mapped[Grade]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    device_id: Mapped[Big | None]
    operator_id: Mapped[Big | None]
    device_at: Mapped[datetime | None]
    offset_ms: Mapped[int | None]
    counter: Mapped[int | None]
    settles_id: Mapped[Big | None] = mapped_column(ForeignKey("check_in.id"))
    mark: Mapped[str] = mapped_column(String(20), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def by_phone(self) -> bool:
        """Whether somebody checked in by themselves."""
        return self.source in PHONES

    @property
    def moment(self) -> datetime:
        """Logical time: the device's, set right by its measured offset, where the device is believed."""
        return logical_time(self.at, self.device_at, self.offset_ms, self.mark)


def logical_time(at: datetime, device_at: datetime | None, offset_ms: int | None, mark: str) -> datetime:
    """When something was scanned: never after it arrived, and on arrival where the device's day or clock is odd."""
    if device_at is None or offset_ms is None or mark in ODD_CLOCKS:
        return at
    return min(at, device_at + timedelta(milliseconds=offset_ms))


SEALED = seals.columns("id", "meeting_id", "part", "person_id", "result", "source", "grade", "key", "at",
                       "device_id", "operator_id", "device_at", "offset_ms", "counter", "settles_id", "mark",
                       "is_sample")  # fmt: skip
seals.register("check_in", CheckIn, {1: SEALED}, mutable=("state",))
