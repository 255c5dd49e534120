"""Reads of joins and of the requests for them; what stands in the way of one, before anybody asks for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from yiguan.attendance.models import CheckIn
from yiguan.attendance.states import CheckInState
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import NotFound
from yiguan.joins.models import JoinRequest
from yiguan.joins.states import JoinState
from yiguan.meetings.models import Meeting
from yiguan.people import joining, seconding
from yiguan.people.joining import main_of
from yiguan.people.models import Alias, Person
from yiguan.store.db import db

GONE = "没有找到这一份，它可能是别的单位的。请回到“认作一个人”再找；什么都没有改动。"
LOADED = (joinedload(JoinRequest.person), joinedload(JoinRequest.other), joinedload(JoinRequest.alias))


def visible_to(actor: Actor) -> Select[JoinRequest]:
    """Every look of staff at a request starts here: what was asked at their own unit."""
    return seconding.visible_to(actor, JoinRequest).options(*LOADED)


def get_request(actor: Actor, join_request_id: int) -> JoinRequest:
    """Raises NotFound outside the actor's reach."""
    found = db.session.scalar(visible_to(actor).where(JoinRequest.id == join_request_id))
    if found is None:
        raise NotFound(GONE)
    return found


def latest(actor: Actor) -> Sequence[JoinRequest]:
    return db.session.scalars(visible_to(actor).order_by(JoinRequest.id.desc()).limit(30)).all()


def to_confirm(actor: Actor) -> Sequence[JoinRequest]:
    """What waits for somebody else than who asked and whom it is about, the oldest first."""
    return seconding.to_confirm(actor, JoinRequest, JoinRequest.state == JoinState.ASKED)


def joins() -> Select[Alias]:
    """Every join with its proof, those that hold first, the latest on top: for the office."""
    return select(Alias).order_by(Alias.undone_at.is_not(None), Alias.id.desc())


def get_join(alias_id: int) -> Alias:
    """Raises NotFound."""
    found = db.session.get(Alias, alias_id) if alias_id < 2**63 else None
    if found is None:
        raise NotFound(GONE)
    return found


def request_of(alias: Alias) -> JoinRequest | None:
    """The request of two of the staff by which the join was made."""
    unit = joinedload(JoinRequest.unit)
    return db.session.scalar(select(JoinRequest).where(JoinRequest.alias_id == alias.id).options(unit, *LOADED))


def requests_of(aliases: Sequence[Alias]) -> dict[int, int]:
    """Join → the request of two of the staff that made it; a join by the person has none."""
    ids = [alias.id for alias in aliases]
    rows = db.session.execute(select(JoinRequest.alias_id, JoinRequest.id).where(JoinRequest.alias_id.in_(ids)))
    return {alias: number for alias, number in rows if alias is not None}


def both_at(one: int, other: int) -> Sequence[Meeting]:
    """The meetings at which both main records are counted at the same part, with their units: the second row goes to
    the review list there.
    """
    first, second = aliased(CheckIn), aliased(CheckIn)
    same = (second.meeting_id == first.meeting_id, second.part == first.part)
    counted = (first.state == CheckInState.COUNTED, second.state == CheckInState.COUNTED)
    both = select(first.meeting_id).join(second, same[0] & same[1])
    mine, theirs = joining.counted_as(one), joining.counted_as(other)
    both = both.where(*counted, first.person_id.in_(mine), second.person_id.in_(theirs))
    query = select(Meeting).join(Meeting.unit).options(contains_eager(Meeting.unit)).where(Meeting.id.in_(both))
    return db.session.scalars(query.order_by(Meeting.starts_at.desc())).all()


def people(ids: Sequence[int]) -> dict[int, Person]:
    """The people with these numbers who are not erased."""
    query = select(Person).where(Person.id.in_(ids), Person.erased_at.is_(None))
    return {person.id: person for person in db.session.scalars(query)}


def main_ids(*ids: int) -> list[int]:
    """The records as which these are counted, in this order."""
    mains = dict(db.session.execute(select(Person.id, main_of(Person.id)).where(Person.id.in_(ids))).all())
    return [mains.get(number, number) for number in ids]


def same_phone(one: Person, other: Person) -> bool | None:
    """Whether both left the same number; None where one of them left none that could be compared."""
    if one.phone_index is None or other.phone_index is None:
        return None
    return one.phone_index == other.phone_index


def open_between(one: int, other: int) -> JoinRequest | None:
    """A request for these two that still waits."""
    pair = or_(
        (JoinRequest.person_id == one) & (JoinRequest.other_id == other),
        (JoinRequest.person_id == other) & (JoinRequest.other_id == one),
    )
    waits = (JoinRequest.state == JoinState.ASKED, JoinRequest.until > clock.now())
    return db.session.scalar(select(JoinRequest).where(pair, *waits))


def hold(request: JoinRequest) -> None:
    """Locks the request and reads it again, so that of two who act at once the second sees the first."""
    db.session.flush()
    db.session.refresh(request, ["state", "until", "version"], with_for_update=True)


def told(request: JoinRequest) -> dict[str, Any]:
    """The request as a program is told of it: no names."""
    facts = {"id": request.id, "state": request.state, "version": request.version, "until": request.until}
    return facts | {"joined": request.state is JoinState.JOINED}
