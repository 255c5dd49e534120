from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.calendar.models import Timed
from yiguan.leads.models import Lead
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.store.db import Base, Big, Versioned
from yiguan.topics.states import TopicLevel, TopicSource, TopicState


class Topic(OfTerm, Timed, Versioned, Base):
    """议题: a matter chosen for consultation. `code` stands in addresses, `number` (铜议〔2026〕XF-03) in words.

    What is timed is screening.
    """

    __table_args__ = (
        Index("ix_topic_queue", "state", "id"),
        CheckConstraint("state != 'approved' OR number IS NOT NULL", name="approved_has_number"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_target"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(50))
    problem: Mapped[str] = mapped_column(Text)
    affected: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(60), default="")
    field: Mapped[str] = mapped_column(String(20), default="")
    source: Mapped[TopicSource]
    level: Mapped[TopicLevel] = mapped_column(default=TopicLevel.STATION)
    state: Mapped[TopicState] = mapped_column(default=TopicState.CANDIDATE)
    merged_into_id: Mapped[Big | None] = mapped_column(ForeignKey("topic.id"))
    round: Mapped[int] = mapped_column(default=1)
    submitted_by: Mapped[Big | None]
    deferred_until: Mapped[date | None]
    public_since: Mapped[datetime | None]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit] = relationship(lazy="raise")


class TopicLead(Base):
    """A lead in a topic. Leaving keeps the row, so that the trail of both stays whole."""

    __table_args__ = (
        Index("uq_topic_lead_current", "lead_id", unique=True, sqlite_where=text("left_at IS NULL"),
              postgresql_where=text("left_at IS NULL")),
        Index("ix_topic_lead_topic", "topic_id"),
    )  # fmt: skip

    id: Mapped[Big] = mapped_column(primary_key=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"))
    lead_id: Mapped[Big] = mapped_column(ForeignKey("lead.id"))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    lead: Mapped[Lead] = relationship(lazy="raise")


class Support(Base):
    """我也一样: one person, one topic; taking it back keeps the row."""

    __table_args__ = (UniqueConstraint("topic_id", "person_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"))
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
