from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from yiguan.base.actor import Actor
from yiguan.notifications.models import Notice
from yiguan.notifications.rules import TELLERS
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.organisation.models import Unit
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import db
from yiguan.store.reach import reaches


def inbox(actor: Actor) -> Select[Notice]:
    """The actor's notices, the latest first."""
    return select(Notice).where(Notice.person_id == actor.id).order_by(Notice.at.desc(), Notice.id.desc())


def unread(actor: Actor) -> int:
    query = select(func.count()).select_from(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None))
    return db.session.scalar(query) or 0


def latest_of(person_ids: Sequence[int], limit: int = 10) -> Sequence[Notice]:
    """The latest notices of residents who share one phone; those of staff are read in the inbox, after signing in."""
    of_residents = (Notice.person_id.in_(person_ids), Person.kind == PersonKind.RESIDENT)
    query = select(Notice).join(Person, Person.id == Notice.person_id).where(*of_residents)
    return db.session.scalars(query.order_by(Notice.at.desc(), Notice.id.desc()).limit(limit)).all()


def to_tell(actor: Actor) -> Select[Notice]:
    """The printed list: notices for residents without a phone, at the actor's stations, ordered by person."""
    waiting = (Notice.channel == NoticeChannel.PRINTED, Notice.state == NoticeState.WAITING)
    within = reaches(actor, Unit.path, *TELLERS)
    return (
        select(Notice)
        .join(Notice.unit)
        .join(Notice.person)
        .options(contains_eager(Notice.unit), contains_eager(Notice.person))
        .where(*waiting, within)
        .order_by(Unit.id, Notice.person_id, Notice.at, Notice.id)
    )


def ticked(actor: Actor, numbers: Sequence[int]) -> Sequence[Notice]:
    """Those of these lines that still wait, at most 200, locked: of two people who tick one, the second misses it."""
    chosen = to_tell(actor).where(Notice.id.in_(numbers[:200]))
    return db.session.scalars(chosen.with_for_update(of=Notice)).all()
