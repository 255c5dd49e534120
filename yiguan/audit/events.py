"""Events: acts that everybody concerned is told of, stored in the act's transaction until a job has told them."""

from collections.abc import Sequence

from sqlalchemy import select

from yiguan.audit.models import AuditEntry, Event
from yiguan.base import clock
from yiguan.base.act import Happened
from yiguan.store.db import db


def note(happened: Happened) -> None:
    """Stores the event for the job."""
    act, about = happened.act, happened.record.id
    db.session.add(Event(entry_id=happened.entry_id, subject=act.subject, subject_id=about, act=act.name))


def waiting(limit: int) -> Sequence[tuple[Event, AuditEntry]]:
    """Events that nobody was told of yet, oldest first, with their entries of the trail."""
    query = select(Event, AuditEntry).join(AuditEntry, AuditEntry.id == Event.entry_id)
    rows = db.session.execute(query.where(Event.told_at.is_(None)).order_by(Event.entry_id).limit(limit))
    return [(event, entry) for event, entry in rows]


def told(event: Event) -> None:
    event.told_at = clock.now()
