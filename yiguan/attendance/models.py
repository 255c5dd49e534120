import json
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.attendance.states import ODD_CLOCKS, PHONES, BurstKind, CheckInSource, CheckInState, Grade, Result
from yiguan.people.states import PersonKind
from yiguan.store.db import Base, Big, Year
from yiguan.store.keyring import Fate, hashed


class CheckIn(Base):
    """One decided scan, refused ones too: ids only; the row is its own audit and its own idempotency record.

    `at` is the time of arrival at the server, which decides; `moment` is when it was scanned, as far as known. A
    trigger forbids DELETE and every UPDATE but counted → undone. `year` is the meeting's. `as_…` is what the person was
    at the scan: figures read it here, so that they stay when the person, unit or sector changes; the ledger alone fills
    it in.
    """

    __table_args__ = (
        Index("uq_check_in_counted", "meeting_id", "part", "person_id", "year", unique=True,
              sqlite_where=text("state = 'counted'"), postgresql_where=text("state = 'counted'")),
        UniqueConstraint("meeting_id", "key", "year"),
        ForeignKeyConstraint(["settles_id", "year"], ["check_in.id", "check_in.year"]),
        Index("ix_check_in_person", "person_id"),
    )  # fmt: skip

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=True)
    year: Mapped[Year] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    part: Mapped[int] = mapped_column(default=1)
    person_id: Mapped[Big | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[CheckInState]
    result: Mapped[Result]
    source: Mapped[CheckInSource]
    grade: Mapped[Grade]
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    device_id: Mapped[Big | None]
    operator_id: Mapped[Big | None]
    device_at: Mapped[datetime | None]
    offset_ms: Mapped[int | None]
    counter: Mapped[int | None]
    settles_id: Mapped[Big | None]
    mark: Mapped[str] = mapped_column(String(20), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    as_kind: Mapped[PersonKind | None]
    as_unit_id: Mapped[int | None]
    as_sector: Mapped[str | None] = mapped_column(String(20))

    __mapper_args__ = {"primary_key": [id]}  # noqa: RUF012 - one counter numbers the rows of all years

    @property
    def by_phone(self) -> bool:
        """Whether the person checked in themselves."""
        return self.source in PHONES

    @property
    def moment(self) -> datetime:
        """Logical time: the device's time, corrected by its measured offset, if its clock is plausible."""
        return logical_time(self.at, self.device_at, self.offset_ms, self.mark)


def logical_time(at: datetime, device_at: datetime | None, offset_ms: int | None, mark: str) -> datetime:
    """When something was scanned: never after its arrival, and the arrival itself if the device's clock is odd."""
    if device_at is None or offset_ms is None or mark in ODD_CLOCKS:
        return at
    return min(at, device_at + timedelta(milliseconds=offset_ms))


class Undoing(Base):
    """When a check-in was undone, and the code of the listed reason; its own row, since the scan is append-only."""

    __table_args__ = (ForeignKeyConstraint(["check_in_id", "year"], ["check_in.id", "check_in.year"]),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    check_in_id: Mapped[Big] = mapped_column(unique=True)
    year: Mapped[Year]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(80))
    is_sample: Mapped[bool] = mapped_column(default=False)


class Thanks(Base):
    """The people of a meeting were thanked (RG-07)."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), unique=True)
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class HelperLink(Base):
    """A link for one meeting's day: its holder, with the PIN, may check people in, and nothing else.

    The link's secret is derived and never stored, so that its page can show it again; `shown` shows masked names.
    """

    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    pin_hash: Mapped[bytes] = hashed(Fate.BOTH)
    shown: Mapped[bool]
    failures: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)


class LinkUse(Base):
    """Somebody signed in by a link and its PIN."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    link_id: Mapped[Big] = mapped_column(ForeignKey("helper_link.id"), index=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class ReceptionDevice(Base):
    """One device at the check-in desk: who last used it, and how many scans it reports for this meeting.

    A hall box is one device, however many devices it served.
    """

    __tablename__ = "desk_device"
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
    """签到核定表: the figures at the closing; later changes are corrections."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), unique=True)
    at: Mapped[datetime]
    closed_by: Mapped[Big | None]
    note: Mapped[str] = mapped_column(String(400), default="")
    figures: Mapped[str] = mapped_column(Text)
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def arrived(self) -> int:
        """How many had come at the closing."""
        return int(json.loads(self.figures)["arrived"])


class BurstReview(Base):
    """A burst that somebody reviewed and approved; if it grows beyond `size`, it is shown again."""

    __table_args__ = (UniqueConstraint("meeting_id", "kind", "subject"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    kind: Mapped[BurstKind]
    subject: Mapped[Big]
    size: Mapped[int]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)


class PaperList(Base):
    """A paper list entered afterwards, with its picture."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    attachment_id: Mapped[Big] = mapped_column(ForeignKey("attachment.id"))
    people: Mapped[int]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    attachment: Mapped[Attachment] = relationship(lazy="raise")
