from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.calendar.models import Timed
from yiguan.meetings.models import Meeting
from yiguan.minutes.states import ConsensusKind, MinutesState
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.store.db import Base, Big, Versioned


class Minutes(OfTerm, Timed, Versioned, Base):
    """协商纪要 of one meeting: the summary, the consensus items, and once confirmed the digest of the locked text.

    What is timed is how long it takes to confirm them.
    """

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFT)
    submitted_by: Mapped[Big | None]
    confirmed_at: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64), default="")
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class ConsensusItem(Base):
    """共识事项: one numbered point, who is responsible, by when, who dissents and why."""

    __table_args__ = (UniqueConstraint("minutes_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    minutes_id: Mapped[Big] = mapped_column(ForeignKey("minutes.id"))
    position: Mapped[int]
    kind: Mapped[ConsensusKind]
    text: Mapped[str] = mapped_column(String(1000))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    due_on: Mapped[date | None]
    dissent: Mapped[str] = mapped_column(String(500), default="")
    unit: Mapped[Unit | None] = relationship(lazy="raise")
