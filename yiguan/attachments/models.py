from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.store.db import Base, Big


class Attachment(Base):
    """A picture or document in the store, named by its content's hash; the slice above has the link and the rules."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    at: Mapped[datetime]
