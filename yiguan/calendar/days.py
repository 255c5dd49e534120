from datetime import date

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from yiguan.calendar.working_days import Entered, Overrides
from yiguan.store.db import Base, db

KEPT = "calendar_days"


class CalendarDay(Base):
    """A day that the district entered over the official calendar: worked or free, with its name.

    `worked` is None once it was taken back; its row stays, as every watched row does.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)
    worked: Mapped[bool | None]
    name: Mapped[str] = mapped_column(String(20), default="")


def entered() -> Overrides:
    """The days that every sum counts by; read once in a session, which lives as long as its request or transaction."""
    session = db.session()
    if KEPT not in session.info:
        rows = session.scalars(select(CalendarDay).where(CalendarDay.worked.is_not(None)))
        session.info[KEPT] = {row.day: Entered(row.worked, row.name) for row in rows if row.worked is not None}
    found: Overrides = session.info[KEPT]
    return found


def read_anew() -> None:
    """Called by whoever changed the days, so that the same session counts by them."""
    db.session.flush()
    db.session().info.pop(KEPT, None)
