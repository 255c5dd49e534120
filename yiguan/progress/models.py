from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big


class ToldEntry(Base):
    """An audit entry whose people have been told; the key makes a repeat after a killed worker harmless."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    entry_id: Mapped[Big] = mapped_column(unique=True)
    at: Mapped[datetime]
