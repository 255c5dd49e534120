from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.notifications.states import NoticeChannel, NoticeKind, NoticeState
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.store.db import Base, Big, Year, year_of


class Notice(Base):
    """One event told to one person. `event` is its key (`topic_returned:41`), so that a repeat changes nothing."""

    __table_args__ = (
        UniqueConstraint("event", "person_id"),
        Index("ix_notice_person", "person_id", "at"),
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
    at: Mapped[datetime]
    year: Mapped[Year] = mapped_column(default=year_of("at"))
    read_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise")
    unit: Mapped[Unit | None] = relationship(lazy="raise")
    deliveries: Mapped[list["Delivery"]] = relationship(lazy="raise", back_populates="notice", order_by="Delivery.id")

    @property
    def state(self) -> NoticeState:
        """`waiting` while a channel is, `failed` if one failed, else `sent`."""
        states = {delivery.state for delivery in self.deliveries}
        return next((state for state in (NoticeState.WAITING, NoticeState.FAILED) if state in states), NoticeState.SENT)


class Mute(Base):
    """Somebody wants no call and no message for this kind of notices; they read them on their page."""

    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoticeKind]
    at: Mapped[datetime]


class Delivery(Base):
    """One notice on one channel. `id` is the key by which a gateway knows a message that is sent again.

    `fault` is the last failure as one word: a gateway's own words may name the person.
    """

    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        Index("ix_delivery_due", "state", "channel", "next_try_at"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    notice_id: Mapped[Big] = mapped_column(ForeignKey("notice.id"))
    channel: Mapped[NoticeChannel]
    state: Mapped[NoticeState]
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(40), default="")
    year: Mapped[Year]
    notice: Mapped[Notice] = relationship(lazy="raise", back_populates="deliveries")
