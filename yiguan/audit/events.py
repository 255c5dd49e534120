"""News of the acts that everybody concerned hears of: a row in the act's own transaction, until a job has told it."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.audit.models import AuditEntry, Event
from yiguan.base import clock
from yiguan.base.act import Happened
from yiguan.store.db import db


def note(happened: Happened) -> None:
    """The news waits to be told."""
    act, entry_id = happened.act, happened.entry_id
    db.session.add(Event(entry_id=entry_id, subject=act.subject, subject_id=happened.record.id, act=act.name))


def waiting(limit: int) -> Sequence[tuple[Event, AuditEntry]]:
    """What nobody was told of yet, oldest first, with the entry that says who and why."""
    query = select(Event, AuditEntry).join(AuditEntry, AuditEntry.id == Event.entry_id)
    rows = db.session.execute(query.where(Event.told_at.is_(None)).order_by(Event.entry_id).limit(limit))
    return [(event, entry) for event, entry in rows]


def told(event: Event) -> None:
    event.told_at = clock.now()
