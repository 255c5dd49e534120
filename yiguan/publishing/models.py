from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.kernel.db import Base, Big, Versioned
from yiguan.publishing.states import PublicationState
from yiguan.topics.models import Topic


class Publication(Versioned, Base):
    """A topic's public page: from when it is shown, or since when and why it is not any more."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"), unique=True)
    state: Mapped[PublicationState] = mapped_column(default=PublicationState.PREPARED)
    first_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[Topic] = relationship(lazy="raise")
