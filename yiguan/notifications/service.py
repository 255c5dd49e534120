"""Tells people: rows in the act's own transaction; the unique (event, person) prevents repeats."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, select, update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.notifications.marks import READ_INBOX
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeChannel, NoticeState
from yiguan.people.models import Person
from yiguan.people.states import PersonKind
from yiguan.store.db import Base, db, insert_into

_table = cast(Table, Notice.__table__)


def tell(
    event: str,
    people: Iterable[int],
    *,
    about: Base,
    title: str,
    text: str = "",
    url: str = "",
    unit_id: int | None = None,
    channel: NoticeChannel | None = None,
) -> int:
    """Stores one notice for each person, once per event; returns how many were new.

    Unless a `channel` is named, a resident without a phone gets a line on the printed list of `unit_id`; everybody else
    reads the notice behind their code or in their inbox.
    """
    db.session.flush()
    wanted = set(people)
    if not wanted:
        return 0
    rows = db.session.execute(select(Person.id, Person.kind, Person.device_id).where(Person.id.in_(wanted)))
    common = {
        "event": event,
        "unit_id": unit_id,
        "subject": about.__tablename__,
        "subject_id": about.id,
        "title": title,
        "text": text[:1000],
        "url": url,
        "state": NoticeState.WAITING,
        "tries": 0,
        "at": clock.now(),
        "next_try_at": clock.now(),
    }
    values = [{**common, "person_id": id_, "channel": channel or _channel(kind, device)} for id_, kind, device in rows]
    if not values:
        return 0
    new = db.session.execute(insert_into(_table).on_conflict_do_nothing().returning(_table.c.id), values)
    return len(new.all())


def _channel(kind: PersonKind, device: int | None) -> NoticeChannel:
    without_phone = kind is PersonKind.RESIDENT and device is None
    return NoticeChannel.PRINTED if without_phone else NoticeChannel.PAGE


def mark_read(actor: Actor) -> int:
    """Marks the actor's inbox as read; returns how many notices were unread."""
    news = update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None)).values(read_at=clock.now())
    seen = len(db.session.execute(news.returning(Notice.id)).all())
    trail.record("notice", READ_INBOX, by=actor)
    return seen


def note_told(actor: Actor, notice: Notice) -> None:
    """Removes the notice from the printed list."""
    notice.sent_at = clock.now()
