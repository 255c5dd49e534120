from datetime import datetime

from sqlalchemy import Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big, Year, year_of
from yiguan.store.keyring import Fate, hashed


class AuditEntry(Base):
    """One act on one record: who (with the role at that time), what, from which state to which, and why."""

    __table_args__ = (Index("ix_audit_entry_subject", "subject", "subject_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    year: Mapped[Year] = mapped_column(default=year_of("at"))
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[Big | None]
    role: Mapped[str] = mapped_column(String(24))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    before: Mapped[str | None] = mapped_column(String(40))
    after: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    @property
    def event(self) -> str:
        """The key of the notices about this entry, the same whoever sends them."""
        return f"{self.subject}_{self.act}:{self.id}"


class Event(Base):
    """An act that everybody concerned is told of, with the time when they were. The unique entry prevents repeats."""

    __table_args__ = (Index("ix_event_waiting", "told_at", "entry_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    entry_id: Mapped[Big] = mapped_column(unique=True)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    act: Mapped[str] = mapped_column(String(40))
    told_at: Mapped[datetime | None]


class Fingerprint(Base):
    """What a record held when a transaction ended that touched it (audit/touching.py): an HMAC-SM3 of watched columns.

    `content` is that; `mac` proves the whole row, and so the entry. Version 0 is about no row that is watched, version
    -1 says that the row had been changed by others before this transaction.
    `entry_id` is the entry of the trail about this record, None where there was none: a change beside another record's
    act, or the dated baseline of a row that is older than this table.
    """

    __table_args__ = (
        Index("ix_fingerprint_subject", "subject", "subject_id", "id"),
        Index("ix_fingerprint_entry", "entry_id"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    entry_id: Mapped[Big | None]
    version: Mapped[int] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    content: Mapped[bytes] = hashed(Fate.SEALED)
    mac: Mapped[bytes] = hashed(Fate.SEALED)


class Seal(Base):
    """One sealed row: `mac` covers the row's digest and the previous seal, so that a change or a gap is detected.

    `source` is the name under which the table is registered, `version` says which of its columns the digest covers,
    `scheme` what else the seal covers: its own moment from 2 on.
    """

    __table_args__ = (UniqueConstraint("source", "row_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[Big]
    version: Mapped[int] = mapped_column(SmallInteger)
    scheme: Mapped[int] = mapped_column(SmallInteger)
    mac: Mapped[bytes] = hashed(Fate.SEALED)
    at: Mapped[datetime]
