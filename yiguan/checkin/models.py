from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.audit import seals
from yiguan.checkin.states import CheckInSource, CheckInState, Grade, Result
from yiguan.kernel.db import Base, Big


class CheckIn(Base):
    """One scan, decided: numbers only, refusals included; its own audit row and its own idempotency record.

    A trigger forbids DELETE and every UPDATE but counted → undone.
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


seals.register(CheckIn, mutable=("state",))
