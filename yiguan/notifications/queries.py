from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from yiguan.base.actor import Actor
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.rules import TELLERS
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db
from yiguan.store.reach import reaches
from yiguan.workflow.stories import stories


def inbox(actor: Actor) -> Select[Notice]:
    """The actor's notices with their deliveries, the latest first."""
    own = select(Notice).where(Notice.person_id == actor.id).options(selectinload(Notice.deliveries))
    return own.order_by(Notice.at.desc(), Notice.id.desc())


def unread(actor: Actor) -> int:
    query = select(func.count()).select_from(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None))
    return db.session.scalar(query) or 0


def latest_of(person_ids: Sequence[int], limit: int = 10) -> Sequence[Notice]:
    """The latest notices of residents who share one phone; those of staff are read in the inbox, after signing in."""
    of_residents = (Notice.person_id.in_(person_ids), Person.kind == PersonKind.RESIDENT)
    query = select(Notice).join(Person, Person.id == Notice.person_id).where(*of_residents)
    return db.session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)).all()


def known_at(person_ids: Collection[int]) -> dict[int, int]:
    """Person → the unit that knows them since last, and prints what they are told; who is known at none is left out."""
    rows: list[Row[Any, int, datetime]] = []
    for known in (known for story in stories() for known in story.known_at) if person_ids else ():
        rows += db.session.execute(known.where(known.selected_columns[0].in_(person_ids))).all()
    return {person: unit for person, unit, _ in sorted(rows, key=lambda row: row[2])}


def residents_of(person_ids: Sequence[int]) -> list[Person]:
    """Those who are residents; staff choose for themselves, after signing in."""
    of_kind = (Person.id.in_(person_ids), Person.kind == PersonKind.RESIDENT)
    return list(db.session.scalars(select(Person).where(*of_kind).order_by(Person.id)))


def to_tell(actor: Actor) -> Select[Notice]:
    """The printed list: notices for residents without a phone, or whose message failed for good, at the actor's
    stations, ordered by person.
    """
    waits = and_(Delivery.channel == NoticeChannel.PRINTED, Delivery.state == NoticeState.WAITING)
    within = reaches(actor, Unit.path, *TELLERS)
    parts = (Notice.unit, Notice.person, Notice.deliveries)
    query = select(Notice).options(*map(contains_eager, parts)).where(or_(waits, _failed()), within)
    query = query.options(contains_eager(Notice.deliveries, Delivery.notice))
    for part in parts:
        query = query.join(part)
    return query.order_by(Unit.id, Notice.person_id, Notice.at, Notice.id)


def _failed() -> ColumnElement[bool]:
    """Whoever is called on anyway is not listed twice."""
    page = aliased(Delivery)
    has_page = exists().where(page.notice_id == Delivery.notice_id, page.channel == NoticeChannel.PAGE)
    return and_(Delivery.state == NoticeState.FAILED, Person.kind == PersonKind.RESIDENT, has_page)


def ticked(actor: Actor, numbers: Sequence[int]) -> list[Delivery]:
    """Those of these notices' lines that still wait, at most 200, locked: of two who tick one, the second misses it."""
    chosen = to_tell(actor).where(Notice.id.in_(numbers[:200]))
    notices = db.session.scalars(chosen.with_for_update(of=Delivery)).unique()
    return [line for notice in notices for line in notice.deliveries]
