from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.ratings.states import Attitude, RatingWay, Satisfaction
from yiguan.store.db import Base, Big


class Rating(Base):
    """评价: what one person thinks of one answer, attitude and result apart; they may change it until the last day."""

    __table_args__ = (UniqueConstraint("reply_id", "person_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    attitude: Mapped[Attitude]
    result: Mapped[Satisfaction]
    note: Mapped[str] = mapped_column(Text, default="")
    way: Mapped[RatingWay]
    at: Mapped[datetime]
