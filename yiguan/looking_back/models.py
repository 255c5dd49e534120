from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.handling.models import Handling, Reply
from yiguan.looking_back.states import LookCause, Outcome, Seen
from yiguan.ratings.states import RatingWay
from yiguan.store.db import Base, Big


class LookBack(Base):
    """回头看: once for one answer, from its plan to what came of it.

    `opens_on` is the day from which those who asked are asked, `closes_on` the last day on which they say (None until
    then), `outcome` what came of it (None until it is over). `lead_id` is the matter with which somebody reported it
    again.
    """

    __table_args__ = (UniqueConstraint("reply_id", "round"), Index("ix_look_back_queue", "outcome", "opens_on", "id"))

    id: Mapped[Big] = mapped_column(primary_key=True)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"), index=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"))
    round: Mapped[int]
    cause: Mapped[LookCause]
    lead_id: Mapped[Big | None] = mapped_column(ForeignKey("lead.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]
    outcome: Mapped[Outcome | None]
    at: Mapped[datetime]
    handling: Mapped[Handling] = relationship(lazy="raise")
    reply: Mapped[Reply] = relationship(lazy="raise")

    @property
    def label(self) -> str:
        """How far it has come, in words."""
        return self.outcome.label if self.outcome else "正在问" if self.closes_on else "还没到日子"


class Look(Base):
    """What one person saw; they may change it until the last day."""

    __table_args__ = (UniqueConstraint("look_back_id", "person_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    look_back_id: Mapped[Big] = mapped_column(ForeignKey("look_back.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    seen: Mapped[Seen]
    note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[RatingWay]
    photo_id: Mapped[Big | None] = mapped_column(ForeignKey("attachment.id"))
    at: Mapped[datetime]
    photo: Mapped[Attachment | None] = relationship(lazy="raise")


class Evidence(Base):
    """凭据: what the unit or the office shows of what was done, on the day on which it was seen."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"), index=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"))
    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    file_id: Mapped[Big | None] = mapped_column(ForeignKey("attachment.id"))
    by: Mapped[Big | None]
    at: Mapped[datetime]
    file: Mapped[Attachment | None] = relationship(lazy="raise")
