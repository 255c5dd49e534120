from datetime import date, datetime

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big


class Signature(Base):
    """Who signed which record with which act, in which role, when, and the frozen text with its SM3. Never changed.

    A record that is signed anew in another wording is another record, so each act signs a record once. Who signed on
    paper did it on `signed_on`, on the sheet whose scan has the SM3 `scan_digest`; `confirmed_by` looked at the scan,
    and `at` is when.
    """

    __table_args__ = (UniqueConstraint("subject", "subject_id", "act"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[Big]
    act: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[Big] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    signed_on: Mapped[date | None]
    scan_digest: Mapped[str | None] = mapped_column(String(64))
    confirmed_by: Mapped[Big | None]
