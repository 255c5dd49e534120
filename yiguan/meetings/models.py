from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.attachments.models import Attachment
from yiguan.meetings.states import Attendance, MeetingKind, MeetingState
from yiguan.organisation.models import Unit
from yiguan.organisation.terms import OfTerm
from yiguan.store.db import Base, Big, Versioned, Year, year_of
from yiguan.topics.models import Topic


class Meeting(OfTerm, Versioned, Base):
    """协商会: one consultation event. Raising `epoch` makes every code shown or printed before it invalid; raising
    `key_no` gives the meeting another key, after somebody else had the one before (keys.py).

    `year` is that for which it was first planned; its check-ins carry it, so a postponement does not change it.
    `was_short`: a named side was missing, so there is only a record and no consensus; closing does not change that.
    `listed_only` lets nobody in who is not on the list of the invited and registered (RG-06); `tracks_exit` has those
    who leave early or come back say so (CK-14).
    """

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index("ix_meeting_unit_time", "unit_id", "starts_at"),
        Index("ix_meeting_state_time", "state", "starts_at"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[MeetingKind]
    title: Mapped[str] = mapped_column(String(50))
    place: Mapped[str] = mapped_column(String(80))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    year: Mapped[Year] = mapped_column(default=year_of("starts_at"))
    capacity: Mapped[int]
    attendance: Mapped[Attendance]
    host: Mapped[str] = mapped_column(String(60), default="")
    printed_code: Mapped[bool] = mapped_column(default=True)
    listed_only: Mapped[bool] = mapped_column(default=False)
    tracks_exit: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    key_no: Mapped[int] = mapped_column(default=1)
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    was_short: Mapped[bool] = mapped_column(default=False)
    postponed_from: Mapped[datetime | None]
    at: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit: Mapped[Unit] = relationship(lazy="raise")

    @property
    def needs_list(self) -> bool:
        """Whether the door asks for a place on the list: among the invited only, or where the convener wants it so."""
        return self.listed_only or self.attendance is Attendance.INVITED

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class CoHost(Base):
    """联合主办: a unit that holds the meeting together with the one that plans and runs it (SP-01)."""

    __table_args__ = (UniqueConstraint("meeting_id", "unit_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    unit: Mapped[Unit] = relationship(lazy="raise")


class MeetingPart(Base):
    """One part of a meeting, or one stop of a visit: checked in to by itself, with hours of its own (CK-13, SP-04).

    A meeting has none, or two and more; `position` counts from 1 and stands in the check-ins, so it never changes.
    """

    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
    )

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(80), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class MeetingTopic(Base):
    """A topic on the agenda, and in which round of its consultation (再协商) it was planned for this meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "topic_id"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    topic_id: Mapped[Big] = mapped_column(ForeignKey("topic.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    topic: Mapped[Topic] = relationship(lazy="raise")


class MeetingPaper(Base):
    """会议材料: a document for those who take part. `position` counts from 1 and stands in its address, so it never
    changes; one that was withdrawn keeps its row and loses its file.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    attachment_id: Mapped[Big] = mapped_column(ForeignKey("attachment.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    attachment: Mapped[Attachment] = relationship(lazy="raise")


class AgendaItem(Base):
    """One item of the agenda: its order, its title, its planned minutes, the topic it is about."""

    __table_args__ = (UniqueConstraint("meeting_id", "position"),)

    id: Mapped[Big] = mapped_column(primary_key=True)
    meeting_id: Mapped[Big] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    minutes: Mapped[int]
    topic_id: Mapped[Big | None] = mapped_column(ForeignKey("topic.id"))
