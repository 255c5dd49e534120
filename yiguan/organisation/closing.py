"""换届: the office ends a term on a day, and the next one begins on the day after (domain.md §1, E23)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, Invalid, NotFound
from yiguan.base.numerals import numeral
from yiguan.organisation.marks import BEGIN_TERM, CLOSE_TERM
from yiguan.organisation.models import Term
from yiguan.store.db import db

CLOSED = "{}的换届{}已经办过了，没有再办一次。接下来可以看交接清单。"
NOT_YET = "{}还没有到换届的时候：请先办完上一届的换届。什么都没有改动。"


def all_terms() -> Sequence[Term]:
    return db.session.scalars(select(Term).order_by(Term.starts_on)).all()


def get_term(number: int) -> Term:
    """Raises NotFound."""
    found = db.session.scalar(select(Term).where(Term.number == number)) if number < 100 else None
    if found is None:
        raise NotFound("没有这一届。请回到“换届”再选。")
    return found


def next_of(term: Term) -> Term | None:
    later = select(Term).where(Term.starts_on > term.starts_on).order_by(Term.starts_on)
    return db.session.scalars(later.limit(1)).first()


def to_close() -> Term | None:
    """The earliest term that has begun and is not closed."""
    begun = (Term.closed_at.is_(None), Term.starts_on <= clock.today())
    return db.session.scalars(select(Term).where(*begun).order_by(Term.starts_on).limit(1)).first()


def require_open(term: Term) -> None:
    """Raises Conflict for a term that is closed, or whose turn has not come. Its row is locked: one of two closes."""
    db.session.refresh(term, with_for_update=True)
    if term.closed_at is not None:
        raise Conflict(CLOSED.format(term.ordinal, clock.day(term.closed_at)), code="wrong_state")
    if term is not to_close():
        raise Conflict(NOT_YET.format(term.ordinal), code="wrong_state")


def require_day(term: Term, on: date) -> None:
    """Raises Invalid for a day that is over, or on which the next term would be over."""
    following = next_of(term)
    if on < clock.today():
        raise Invalid(fields={"ends_on": ["最后一天要在今天或者以后：已经过去的日子里办的事都算数，不能改。"]})
    if following and following.ends_on and following.starts_on > clock.today() and on >= following.ends_on:
        raise Invalid(fields={"ends_on": [f"{following.ordinal}到{clock.day(following.ends_on)}就满了，请填早一点。"]})


def close(actor: Actor, term: Term, *, on: date, name: str, note: str) -> Term:
    """Returns the next term, which is made under this name where none is kept.

    A term whose successor has begun by the calendar keeps its days. Raises Conflict and Invalid, as above.
    """
    require_open(term)
    require_day(term, on)
    following = next_of(term) or _following(term, name)
    if following.starts_on > clock.today():
        term.ends_on, following.starts_on = on, on + timedelta(days=1)
    term.closed_at = clock.now()
    db.session.add(following)
    trail.record(term, CLOSE_TERM, by=actor, after=str(on), note=note)
    trail.record(following, BEGIN_TERM, by=actor, after=str(following.starts_on), note=f"接{term.label}")
    return following


def name_after(term: Term) -> str:
    """The name of the next term as this one's suggests it: 第三届 after 第二届."""
    return term.name.replace(numeral(term.number), numeral(term.number + 1), 1)


def _following(term: Term, name: str) -> Term:
    if not name:
        raise Invalid(fields={"name": ["请写下一届的名称，例如“政协铜官区第四届委员会”。"]})
    if db.session.scalar(select(Term.id).where(Term.name == name)) is not None:
        raise Invalid(fields={"name": [f"已经有一届叫“{name}”了，请核对是第几届。什么都没有改动。"]})
    return Term(number=term.number + 1, name=name, starts_on=date.max)
