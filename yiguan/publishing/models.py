from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.publishing.states import PublicationState
from yiguan.store.db import Base, Big, Versioned
from yiguan.topics.models import Topic


class Publication(Versioned, Base):
    """A topic's public page: from when it is shown, or since when and why it is not any more.

    `reviewed_at` is when somebody last read through the texts: minutes and recommendations that became final
    after it are not shown before they are read through too.
    """

    __table_args__ = (Index("ix_publication_shown", "state", "first_at"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"), unique=True)
    state: Mapped[PublicationState] = mapped_column(default=PublicationState.PREPARED)
    first_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[Topic] = relationship(lazy="raise")
