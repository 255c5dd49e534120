from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.base import clock
from yiguan.meetings.models import Meeting
from yiguan.store.db import Base, Big, Year
from yiguan.store.keyring import Fate, encrypted, hashed


class BoxPack(Base):
    """会场包, at home: a record of the pack, and the hash of the secret with which its box sends check-ins.

    Neither the pack nor its key is stored; secret and cipher are derived from the key, which is shown once. `key_no` is
    the meeting's key that a pack of an earlier release holds; None for packs without a key.
    """

    id: Mapped[Big] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    token_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    epoch: Mapped[int]
    key_no: Mapped[int | None]
    made_by: Mapped[Big | None]
    at: Mapped[datetime]
    until: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(lazy="raise")

    @property
    def is_alive(self) -> bool:
        return self.revoked_at is None and self.until > clock.now()

    @property
    def opens_codes(self) -> bool:
        """Whether somebody who has the pack can make the meeting's codes, which its revocation then changes."""
        return self.key_no == self.meeting.key_no


class HallBox(Base):
    """会场盒子, on the laptop: its pack, and the device name under which home knows it. The table has at most one row.

    `told` holds the secret and the address of home, encrypted.
    """

    id: Mapped[Big] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    device: Mapped[str] = mapped_column(String(32))
    told: Mapped[bytes] = encrypted("hall_box.told:{code}")
    until: Mapped[datetime]
    at: Mapped[datetime]


class BoxAnswer(Base):
    """Home's answer to one scan (state and result), and the verdict that was sent (`said`): proof of delivery."""

    __table_args__ = (ForeignKeyConstraint(["check_in_id", "year"], ["check_in.id", "check_in.year"]),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    check_in_id: Mapped[Big] = mapped_column(unique=True)
    year: Mapped[Year]
    said: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(24))
    result: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
