from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.publishing.states import PublicationState
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import encrypted
from yiguan.topics.models import Topic


class Publication(Versioned, Base):
    """A topic's public page: from when it is shown, or since when and why it is not any more.

    `reviewed_at` is when somebody last read through the texts: minutes and recommendations that became final
    after it are not shown before they are read through too. `publish_at` is when the worker shows it, `preview_until`
    when its preview ends, `display_until` the last day of 公示.
    """

    __table_args__ = (Index("ix_publication_shown", "state", "first_at"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"), unique=True)
    state: Mapped[PublicationState] = mapped_column(default=PublicationState.PREPARED)
    first_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(String(300), default="")
    publish_at: Mapped[datetime | None]
    preview_until: Mapped[datetime | None]
    display_until: Mapped[date | None]
    display_result: Mapped[str] = mapped_column(String(300), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[Topic] = relationship(lazy="raise")
    redactions: Mapped[list["Redaction"]] = relationship(lazy="raise", viewonly=True)


class Review(Base):
    """审: one person read the texts with this SM3 through. `waiver` is why what points to a person may stay."""

    __tablename__ = "publication_review"

    id: Mapped[Big] = mapped_column(primary_key=True)
    publication_id: Mapped[Big] = mapped_column(ForeignKey("publication.id"), index=True)
    person_id: Mapped[Big]
    digest: Mapped[str] = mapped_column(String(64))
    waiver: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class Redaction(Base):
    """遮住: words that the public page shows as ▇ wherever they stand; the records keep them."""

    id: Mapped[Big] = mapped_column(primary_key=True)
    publication_id: Mapped[Big] = mapped_column(ForeignKey("publication.id"), index=True)
    words: Mapped[bytes] = encrypted("redaction.words:{publication_id}")
    lifted_at: Mapped[datetime | None]
    at: Mapped[datetime]
