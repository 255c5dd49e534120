from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.calendar.models import Timed
from yiguan.calendar.states import Rule
from yiguan.handling.states import SIGN, SIGN_OFF, AnswerClass, EntryKind, FileUse, HandlingState, Openness
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.signatures.models import Signature
from yiguan.signatures.service import of
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import Fate, hashed


class Handling(OfTerm, Timed, Versioned, Base):
    """办理件: what one paper asks of one lead unit, from its assignment to the end.

    `source` and `source_url` say in which paper it stands, `unit_id` is the lead unit (None until one is named),
    `leader_id` the district leader who signs off, `promised_on` the first day that the sent answer promises,
    `asked_days` the extension that waits for a decision, `redone` whether it was answered once more since many were not
    satisfied, `reminded` the last step of pressing that the clock took and for which last day (reminding.py). What is
    timed is the answer, from the assignment on.
    """

    __table_args__ = (
        CheckConstraint("state = 'pending' OR unit_id IS NOT NULL", name="assigned_has_unit"),
        Index("ix_handling_queue", "state", "due_on", "id"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(40), index=True)
    source_url: Mapped[str] = mapped_column(String(80), default="")
    state: Mapped[HandlingState] = mapped_column(default=HandlingState.PENDING)
    disputes: Mapped[int] = mapped_column(default=0)
    paper: Mapped[str] = mapped_column(String(60), default="")
    dispatched_at: Mapped[datetime | None]
    leader_id: Mapped[Big | None] = mapped_column(ForeignKey("person.id"))
    promised_on: Mapped[date | None] = mapped_column(index=True)
    asked_days: Mapped[int | None]
    redone: Mapped[bool] = mapped_column(default=False)
    reminded: Mapped[str | None] = mapped_column(String(24))
    ended_at: Mapped[datetime | None]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    sender: Mapped[Unit] = relationship(foreign_keys=sender_id, lazy="raise")
    unit: Mapped[Unit | None] = relationship(foreign_keys=unit_id, lazy="raise")
    items: Mapped[list["HandlingItem"]] = relationship(order_by="HandlingItem.position", lazy="raise")

    @property
    def counts_in(self) -> Rule:
        """Thirty days, months and a given day count days, not working days."""
        return Rule.CALENDAR_DAYS


class HandlingItem(Base):
    """One matter of a case, in the words of its paper; `position` is its number there."""

    __table_args__ = (UniqueConstraint("handling_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    co_units: Mapped[list[Unit]] = relationship(
        secondary="co_handler", order_by="CoHandler.position", viewonly=True, lazy="raise"
    )


class CoHandler(Base):
    """协办: a unit that helps with an item and countersigns the answer."""

    __table_args__ = (UniqueConstraint("item_id", "unit_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    item_id: Mapped[Big] = mapped_column(ForeignKey("handling_item.id"))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)


class HandlingEntry(Base):
    """One contact, pressing or instruction, on the day on which it happened."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"), index=True)
    kind: Mapped[EntryKind]
    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[Big | None]
    at: Mapped[datetime]


class CaseLink(Base):
    """A link by which a unit without accounts works on one case. Its secret is derived and never stored, so that the
    office can show it again (case_links.py).
    """

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"), index=True)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class CaseClerk(Base):
    """承办人: somebody of the unit who works by its link, under the name that they gave."""

    __table_args__ = (UniqueConstraint("link_id", "person_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    link_id: Mapped[Big] = mapped_column(ForeignKey("case_link.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class Reply(Base):
    """One version of one unit's answer. It is written until `drafted_at`; what was returned keeps text and remarks.

    `number` is allotted when the signed answer leaves.
    """

    __table_args__ = (UniqueConstraint("handling_id", "version"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    handling_id: Mapped[Big] = mapped_column(ForeignKey("handling.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    version: Mapped[int]
    opening: Mapped[str] = mapped_column(Text, default="")
    openness: Mapped[Openness] = mapped_column(default=Openness.OPEN)
    openness_reason: Mapped[str] = mapped_column(String(200), default="")
    drafted_by: Mapped[Big | None]
    drafted_at: Mapped[datetime | None]
    checked_by: Mapped[Big | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    returned_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    sent_at: Mapped[datetime | None]
    at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(lazy="raise")
    answers: Mapped[list["ItemReply"]] = relationship(lazy="raise")
    countersigned: Mapped[list["Countersign"]] = relationship(lazy="raise")
    files: Mapped[list["ReplyFile"]] = relationship(order_by="ReplyFile.id", lazy="raise")
    signature: Mapped[Signature | None] = relationship(
        primaryjoin=lambda: of(Reply, SIGN), uselist=False, viewonly=True, lazy="raise"
    )
    clearance: Mapped[Signature | None] = relationship(
        primaryjoin=lambda: of(Reply, SIGN_OFF), uselist=False, viewonly=True, lazy="raise", overlaps="signature"
    )

    def files_for(self, use: FileUse) -> list["ReplyFile"]:
        """The first one first; a version that came on paper or from an OA has its original."""
        return [one for one in self.kept_files if one.use is use]

    @property
    def kept_files(self) -> list["ReplyFile"]:
        return [one for one in self.files if one.withdrawn_at is None]


class ReplyFile(Base):
    """A file of one version: what proves it, the paper that it came on, or a sheet that was signed by hand.

    `text_digest` is the SM3 of the text that a signed sheet stands for; empty for the other files.
    """

    id: Mapped[Big] = mapped_column(primary_key=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"), index=True)
    attachment_id: Mapped[Big] = mapped_column(ForeignKey("attachment.id"))
    use: Mapped[FileUse]
    text_digest: Mapped[str] = mapped_column(String(64), default="")
    by: Mapped[Big | None]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    attachment: Mapped[Attachment] = relationship(lazy="raise")


class ItemReply(Base):
    """The answer to one item; a planned one (B) promises a day."""

    __table_args__ = (UniqueConstraint("reply_id", "item_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"))
    item_id: Mapped[Big] = mapped_column(ForeignKey("handling_item.id"), index=True)
    answer_class: Mapped[AnswerClass | None]
    text: Mapped[str] = mapped_column(Text, default="")
    promised_on: Mapped[date | None]
    item: Mapped[HandlingItem] = relationship(lazy="raise")


class Countersign(Base):
    """会签: a co-unit agreed to this version, or the office left it out with a written reason (RV-15)."""

    __table_args__ = (UniqueConstraint("reply_id", "unit_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    reply_id: Mapped[Big] = mapped_column(ForeignKey("reply.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    waived: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[Big | None]
    at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(lazy="raise")
