from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.people.models import Person
from yiguan.store.db import Base, Big, Versioned


class Feedback(Versioned, Base):
    """投诉建议 about this platform (国办函〔2026〕12号 asks for the entry); who left a phone stands in `person`."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    person_id: Mapped[Big | None] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(index=True)
    answer: Mapped[str] = mapped_column(Text, default="")
