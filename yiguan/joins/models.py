from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.base import clock
from yiguan.joins.states import JoinState
from yiguan.people.models import Alias, Person, Seconded
from yiguan.store.db import Base, Big, Versioned


class JoinRequest(Seconded, Versioned, Base):
    """Somebody of the staff says that two records are one person; `alias` is the join, once another confirmed it."""

    ABOUT = ("person_id", "other_id")
    id: Mapped[Big] = mapped_column(primary_key=True)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    other_id: Mapped[Big] = mapped_column(ForeignKey("person.id"))
    alias_id: Mapped[Big | None] = mapped_column(ForeignKey("alias.id"))
    state: Mapped[JoinState]
    is_sample: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    other: Mapped[Person] = relationship(lazy="raise", foreign_keys=[other_id])
    alias: Mapped[Alias | None] = relationship(lazy="raise")

    @property
    def is_over(self) -> bool:
        """Whether it waited too long."""
        return self.state is JoinState.ASKED and self.until <= clock.now()

    @property
    def people(self) -> tuple[int, int]:
        return self.person_id, self.other_id
