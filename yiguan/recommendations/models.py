from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.meetings.models import Meeting
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.recommendations.states import SIGN, RecommendationState, SourceKind
from yiguan.signatures.models import Signature
from yiguan.signatures.service import of
from yiguan.store.db import Base, Big, Versioned
from yiguan.topics.models import Topic


class Recommendation(OfTerm, Versioned, Base):
    """协商建议 from one meeting on one topic, in the round of consultation (再协商) that the meeting was."""

    __table_args__ = (
        CheckConstraint("state NOT IN ('issued', 'superseded') OR number IS NOT NULL", name="issued_has_number"),
        Index("ix_recommendation_queue", "state", "id"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"), index=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    addressee: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[RecommendationState] = mapped_column(default=RecommendationState.DRAFT)
    round: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)
    approved_by: Mapped[Big | None]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit] = relationship(lazy="raise")
    topic: Mapped[Topic] = relationship(lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    signature: Mapped[Signature | None] = relationship(
        primaryjoin=lambda: of(Recommendation, SIGN), uselist=False, viewonly=True, lazy="raise"
    )

    @property
    def signed_name(self) -> str:
        return self.signature.name if self.signature else ""

    @property
    def signed_at(self) -> datetime | None:
        return self.signature.at if self.signature else None

    @property
    def digest(self) -> str:
        """The SM3 of the text that was signed."""
        return self.signature.digest if self.signature else ""


class RecommendationItem(Base):
    """One matter: problem, analysis, advice, and the unit proposed to answer it (MN-05); signed, it is handed over."""

    __table_args__ = (UniqueConstraint("recommendation_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    recommendation_id: Mapped[Big] = mapped_column(ForeignKey("recommendation.id"))
    position: Mapped[int]
    problem: Mapped[str] = mapped_column(String(1000))
    analysis: Mapped[str] = mapped_column(String(2000), default="")
    advice: Mapped[str] = mapped_column(String(2000))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    handling_item_id: Mapped[Big | None] = mapped_column(ForeignKey("handling_item.id"), unique=True, index=True)
    unit: Mapped[Unit | None] = relationship(lazy="raise")
    co_units: Mapped[list[Unit]] = relationship(
        secondary="co_unit", order_by="CoUnit.position", viewonly=True, lazy="raise"
    )


class CoUnit(Base):
    """协办: a unit proposed to help the one that answers the item (RV-02)."""

    __table_args__ = (UniqueConstraint("item_id", "unit_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    item_id: Mapped[Big] = mapped_column(ForeignKey("recommendation_item.id", ondelete="CASCADE"))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))


class ItemSource(Base):
    __table_args__ = (UniqueConstraint("item_id", "kind", "subject_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    item_id: Mapped[Big] = mapped_column(ForeignKey("recommendation_item.id", ondelete="CASCADE"))
    kind: Mapped[SourceKind]
    subject_id: Mapped[Big]


class Revision(Base):
    """What was submitted, as it was, with the remarks it got: every version stays readable (RV-01)."""

    __table_args__ = (UniqueConstraint("recommendation_id", "number"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    recommendation_id: Mapped[Big] = mapped_column(ForeignKey("recommendation.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    submitted_by: Mapped[Big | None]
    at: Mapped[datetime]
    remarks: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
