from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.meetings.models import Meeting
from yiguan.people.models import Person
from yiguan.registrations.states import Door, RegistrationState, Side
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import Fate, hashed


class Registration(Versioned, Base):
    """One person on one meeting's list. The id is random and made in Python, so that the personal code is known before
    the INSERT; the code is derived and never stored, and looked up by `code_index`.

    `place` orders the waiting list; with `required` the person must ask for leave instead of declining; with `removed`
    they cannot sign up again themselves. Raising `epoch` invalidates the earlier code.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "person_id"),
        Index("ix_registration_queue", "meeting_id", "state", "place"),
        Index("ix_registration_person", "person_id"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    side: Mapped[Side]
    door: Mapped[Door]
    state: Mapped[RegistrationState]
    required: Mapped[bool] = mapped_column(default=False)
    removed: Mapped[bool] = mapped_column(default=False)
    place: Mapped[int | None]
    unit_name: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    epoch: Mapped[int] = mapped_column(default=1)
    code_index: Mapped[bytes] = hashed(Fate.RETIRED, unique=True)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")


class HomeCode(Base):
    """On a hall box: a code that home made for this meeting, known by its fingerprint only (decision 0038).

    A personal code belongs to a registration and has the fingerprint of its tail; a poster's code belongs to `part`. At
    home the table is empty.
    """

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    fingerprint: Mapped[bytes] = hashed(Fate.KEYLESS, unique=True)
    tail: Mapped[bytes | None] = hashed(Fate.KEYLESS)
    registration_id: Mapped[Big | None] = mapped_column(ForeignKey("registration.id"), index=True)
    part: Mapped[int] = mapped_column(default=1)
    epoch: Mapped[int]
