from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import Base, Big, Year, year_of


class Notice(Base):
    """One event told to one person. `event` is its key (`topic_returned:41`), so that a repeat changes nothing."""

    __table_args__ = (
        UniqueConstraint("event", "person_id"),
        Index("ix_notice_person", "person_id", "at"),
        Index("ix_notice_waiting", "state", "next_try_at"),
        Index("ix_notice_about", "subject", "subject_id"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(80))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(String(1000), default="")
    url: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[NoticeChannel] = mapped_column(default=NoticeChannel.PAGE)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    at: Mapped[datetime]
    year: Mapped[Year] = mapped_column(default=year_of("at"))
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")
