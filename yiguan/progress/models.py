from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.people.models import Person
from yiguan.store.db import Base, Big


class ErasureWish(Base):
    """Somebody wants what is held about them erased; it waits until nothing of theirs is open (decision 0050).

    `ended_at`: it was carried out, or taken back; the person's own row says which.
    """

    __table_args__ = (
        Index("uq_erasure_wish_person", "person_id", unique=True,
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip

    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
