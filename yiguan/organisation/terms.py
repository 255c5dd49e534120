"""The term (届) in which a record was made. It is stored, so that the end of a term changes none."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from yiguan.base import clock
from yiguan.organisation.models import Term


def term_on(day: date) -> Select[int]:
    """The term that had begun by this day, or the first; none where no terms are kept, as on a hall box."""
    begun = select(Term.id).where(Term.starts_on <= day).order_by(Term.starts_on.desc()).limit(1)
    first = select(Term.id).order_by(Term.starts_on).limit(1)
    return select(func.coalesce(begun.scalar_subquery(), first.scalar_subquery()))


def _of_that_day(context: DefaultExecutionContext) -> int | None:
    """By the record's own moment or day, so that what is entered later belongs to its time."""
    values = context.get_current_parameters()  # type: ignore[no-untyped-call]
    at: datetime | None = values.get("at")
    day: date = values.get("starts_on") or (clock.local(at).date() if at else clock.today())
    found: int | None = context.root_connection.scalar(term_on(day))
    return found


class OfTerm:
    """A record of one term."""

    term_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), default=_of_that_day)

    @declared_attr
    def term(cls) -> Mapped[Term | None]:  # noqa: N805 - a directive is given the class
        return relationship()  # there are few terms, and a session reads each once
