from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from yiguan.base import clock
from yiguan.new_phones.states import MoveState, Proof
from yiguan.people.models import Person, Seconded
from yiguan.store.db import Base, Big, Versioned
from yiguan.store.keyring import Fate, hashed


class PhoneMove(Seconded, Versioned, Base):
    """A resident moves to another phone; until it is used it waits for a second person, or for its code, until `until`.

    The id is random and made in Python; the code is derived from it and never stored. `unit` is where staff asked, none
    for the old phone's own code. The devices are those before and after, so that undoing restores exactly.
    """

    ABOUT = ("person_id",)
    id: Mapped[Big] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[Big] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[bytes] = hashed(Fate.BOTH, unique=True)
    state: Mapped[MoveState]
    proof: Mapped[Proof]
    from_device: Mapped[Big | None] = mapped_column(index=True)
    to_device: Mapped[Big | None]
    used_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Big | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def is_alive(self) -> bool:
        """Whether it still waits, or its code can still be used."""
        return self.state in (MoveState.ASKED, MoveState.OPEN) and self.until > clock.now()
