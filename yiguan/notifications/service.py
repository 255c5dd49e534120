"""Tells people: rows in the act's own transaction; the unique (event, person) prevents repeats."""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, cast

from sqlalchemy import Table, exists, select, update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.act import Message
from yiguan.base.actor import Actor
from yiguan.notifications.channels import channels_of
from yiguan.notifications.marks import READ_INBOX
from yiguan.notifications.models import Delivery, Notice
from yiguan.notifications.muting import muters
from yiguan.notifications.queries import known_at
from yiguan.notifications.states import NoticeChannel, NoticeKind, NoticeState
from yiguan.people.models import Alias, Person
from yiguan.store.db import Base, db, insert_into

_notices, _deliveries = cast(Table, Notice.__table__), cast(Table, Delivery.__table__)


def tell(
    event: str,
    people: Iterable[int],
    message: Message,
    *,
    about: Base,
    url: str = "",
    unit_id: int | None = None,
    channel: NoticeChannel | None = None,
) -> int:
    """Stores one notice for each person, once per event, and how it goes to each; returns how many were new.

    Unless a `channel` is named, a resident without a phone gets a line on the printed list of `unit_id`, else of the
    unit that knows them; everybody else reads the notice behind their code or in their inbox. Whoever muted its kind is
    neither called nor sent a message.
    """
    db.session.flush()
    ways = {person: {channel} if channel else own for person, own in _ways_to(set(people), message).items()}
    if not ways:
        return 0
    printers = _printed_where_known(ways) if unit_id is None else {}
    common = {
        "event": event,
        "subject": about.__tablename__,
        "subject_id": about.id,
        "title": message.title[:80],
        "text": message.text[:1000],
        "url": url,
        "at": clock.now(),
    }
    rows = [{**common, "person_id": person, "unit_id": unit_id or printers.get(person)} for person in ways]
    return _store(rows, ways)


def _printed_where_known(ways: dict[int, set[NoticeChannel]]) -> Mapping[int, int]:
    """The unit that prints for each person; nothing is printed for whom no unit knows, so their ways lose it."""
    to_print = {person for person, own in ways.items() if NoticeChannel.PRINTED in own}
    printers = known_at(to_print)
    for person in to_print - printers.keys():
        ways[person] -= {NoticeChannel.PRINTED}
    return printers


def _store(rows: Sequence[Mapping[str, Any]], ways: Mapping[int, Set[NoticeChannel]]) -> int:
    """The new notices and their deliveries; returns how many notices were new."""
    insert = insert_into(_notices).on_conflict_do_nothing().returning(_notices.c.id, _notices.c.person_id)
    new = db.session.execute(insert, rows).all()
    deliveries = [_delivery(number, way) for number, person in new for way in ways[person]]
    if deliveries:
        db.session.execute(insert_into(_deliveries), deliveries)
    return len(new)


def _ways_to(people: Set[int], message: Message) -> dict[int, set[NoticeChannel]]:
    """Person → the channels they have and want. Of two records that are joined, the one that is counted (NT-02); that
    they were joined is told to both, since one of them may be somebody else.
    """
    facts = select(Person.id, Person.kind, Person.device_id.is_not(None), Person.phone_index.is_not(None))
    joined = (Alias.person_id == Person.id, Alias.main_id.in_(people), Alias.undone_at.is_(None))
    facts = facts.where(Person.id.in_(people))
    facts = facts if message.kind is NoticeKind.ACCOUNT else facts.where(~exists().where(*joined))
    rows = db.session.execute(facts) if people else ()
    ways = {id_: set(channels_of(kind, knows_phone=knows, has_number=has)) for id_, kind, knows, has in rows}
    for person in muters(people, message.kind) & ways.keys():
        ways[person] &= {NoticeChannel.PAGE}
    return ways


def _delivery(notice_id: int, channel: NoticeChannel) -> dict[str, object]:
    """A page shows its notices by itself, so nothing is left to send."""
    now, shown = clock.now(), channel is NoticeChannel.PAGE
    return {
        "notice_id": notice_id,
        "channel": channel,
        "state": NoticeState.SENT if shown else NoticeState.WAITING,
        "next_try_at": now,
        "sent_at": now if shown else None,
        "year": clock.local(now).year,
    }


def mark_read(actor: Actor) -> int:
    """Marks the actor's inbox as read; returns how many notices were unread."""
    news = update(Notice).where(Notice.person_id == actor.id, Notice.read_at.is_(None)).values(read_at=clock.now())
    seen = len(db.session.execute(news.returning(Notice.id)).all())
    trail.record("notice", READ_INBOX, by=actor)
    return seen


def note_told(actor: Actor, line: Delivery) -> None:
    """Removes the notice from the printed list."""
    line.sent_at = clock.now()
