from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.attachments.states import ScanState
from yiguan.settings import settings
from yiguan.store.db import Base, Big

MIB = 1024 * 1024


class Attachment(Base):
    """A picture or document in the store, named by its content's SM3; the slice above has the link and the rules.

    `title` is the name that the sender gave it, empty for a picture from a form; `owner_id` is who sent it, `unit_id`
    for whose matter.
    """

    __table_args__ = (Index("ix_attachment_scan", "scan"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    title: Mapped[str] = mapped_column(String(100), default="")
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    owner_id: Mapped[Big | None]
    unit_id: Mapped[int | None]
    scan: Mapped[ScanState] = mapped_column(default=ScanState.UNSCANNED)
    at: Mapped[datetime]

    @property
    def may_leave(self) -> bool:
        """Where there is a scanner, it has to say yes first, also of files that are older than itself."""
        harmless = self.scan is not ScanState.REFUSED
        return self.scan is ScanState.CLEAN or (harmless and not settings().scan)

    @property
    def size_words(self) -> str:
        return f"{self.size / MIB:.1f} MB" if self.size >= MIB / 10 else f"{-(-self.size // 1024)} KB"
