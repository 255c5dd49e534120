import json
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.reception.states import BurstKind
from yiguan.store.db import Base, Big


class HelperLink(Base):
    """A link for one meeting's day: whoever has it and knows the PIN may check people in, and nothing else.

    The link itself is derived and never stored, so that its page can show it again; `shown` lets masked names appear.
    """

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    pin_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    shown: Mapped[bool]
    failures: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class DeskDevice(Base):
    """One device at the desk: who last used it, and how many scans it says it has made in this meeting.

    A hall box is one such device, whatever stood around it.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "code"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    code: Mapped[str] = mapped_column(String(40))
    operator_id: Mapped[Big | None]
    made: Mapped[int] = mapped_column(default=0)
    is_box: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    seen_at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class Sheet(Base):
    """签到核定表: the figures of the moment a meeting was closed, as they were; what comes later is a correction."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), unique=True)
    at: Mapped[datetime]
    closed_by: Mapped[Big | None]
    note: Mapped[str] = mapped_column(String(400), default="")
    figures: Mapped[str] = mapped_column(Text)
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def arrived(self) -> int:
        """How many had come at that moment."""
        return int(json.loads(self.figures)["arrived"])


class BurstReview(Base):
    """Somebody looked at a burst and found it right; should it grow beyond `size`, it is shown again."""

    __table_args__ = (UniqueConstraint("meeting_id", "kind", "subject"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[BurstKind]
    subject: Mapped[Big]
    size: Mapped[int]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class PaperList(Base):
    """A paper list typed in afterwards, with the picture of it."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    attachment_id: Mapped[Big] = mapped_column(ForeignKey("attachment.id"))
    people: Mapped[int]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    attachment: Mapped[Attachment] = relationship(lazy="raise")
