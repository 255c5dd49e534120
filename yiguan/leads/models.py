from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.calendar.models import Timed
from yiguan.leads.states import LeadState, NoteKind
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.people.states import Channel, PublicName
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import encrypted


class Lead(OfTerm, Timed, Versioned, Base):
    """线索: what a resident says, where it is, and the code under which they find the answer.

    `nonce` is the one-time key of the form it came with. What is timed is the first look; it is paused while the
    resident is asked for more.
    """

    __table_args__ = (Index("ix_lead_inbox", "unit_id", "state", "due_on"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(String(8), unique=True)
    nonce: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    entered_by: Mapped[Big | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel]
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(20), default="")
    public_name: Mapped[PublicName]
    pick_code: Mapped[bytes] = encrypted("lead.pick_code:{receipt}")
    state: Mapped[LeadState] = mapped_column(default=LeadState.SUBMITTED)
    held_for: Mapped[str] = mapped_column(String(40), default="")
    rechecked: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def title(self) -> str:
        """The first words, for lists; the resident is not asked for a headline."""
        first = self.text.replace("\n", " ")
        return first if len(first) <= 30 else f"{first[:29]}…"


class LeadNote(Base):
    id: Mapped[Big] = mapped_column(primary_key=True)
    lead_id: Mapped[Big] = mapped_column(ForeignKey("lead.id"), index=True)
    kind: Mapped[NoteKind]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[Big | None]
    at: Mapped[datetime]


class LeadPhoto(Base):
    __table_args__ = (UniqueConstraint("lead_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    lead_id: Mapped[Big] = mapped_column(ForeignKey("lead.id"))
    attachment_id: Mapped[Big] = mapped_column(ForeignKey("attachment.id"))
    position: Mapped[int]
    attachment: Mapped[Attachment] = relationship(lazy="raise")


class LeadDevice(Base):
    """A phone that opened the matter by its receipt and digits, and keeps it until `ended_at` (decision 0039).

    Nothing is taken from the phone that sent it: whoever else knows receipt and digits opens no more than this matter.
    """

    __table_args__ = (UniqueConstraint("lead_id", "device_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    lead_id: Mapped[Big] = mapped_column(ForeignKey("lead.id"))
    device_id: Mapped[Big] = mapped_column(index=True)
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class LeadSupport(Base):
    """我也一样: one person, one lead that they found alike before a topic took it up; taking it back keeps the row."""

    __table_args__ = (UniqueConstraint("lead_id", "person_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    lead_id: Mapped[Big] = mapped_column(ForeignKey("lead.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
