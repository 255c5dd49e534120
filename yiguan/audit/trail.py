"""Writes the trail: `write` for acts (the only place that assigns a state) and `record` for marks."""

from typing import Any, Protocol

from yiguan.audit import touching
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.act import Act, Mark, Trace
from yiguan.base.actor import Actor
from yiguan.store.db import Base, db


class Stateful(Protocol):
    """A row with a primary key and a state, of a class derived from Base."""

    id: Any
    state: Any  # a member of the record's own Labelled enum

    @property
    def __tablename__(self) -> str: ...


def write(record: Stateful, act: Act, *, by: Actor, trace: Trace, reason: str = "", note: str = "") -> AuditEntry:
    """Sets the act's target state and writes the entry; `workflow.perform` has checked the state.

    `reason` is the code of a listed reason; `note` is the text the people concerned may read.
    """
    before, after = trace.before or None, trace.after or None
    if act.target is not None:
        before, after = str(record.state), str(act.target)
        record.state = act.target
    return _write(record, act.name, by, before, after, reason, note)


def record(subject: object, mark: Mark, *, by: Actor, before: str = "", after: str = "", note: str = "") -> AuditEntry:
    """Writes an entry that changes no state: a creation, a look at personal data. `subject` is the row, or its table's
    name if there is no row. Raises ValueError for a mark of another kind of record.
    """
    if mark.subject != _table_of(subject):
        raise ValueError(f"{mark.name} is said of a {mark.subject}, not of a {_table_of(subject)}")
    return _write(subject, mark.name, by, before or None, after or None, "", note)


def _table_of(subject: object) -> str:
    return subject.__tablename__ if isinstance(subject, Base) else str(subject)


def _write(
    subject: object, act: str, by: Actor, before: str | None, after: str | None, reason: str, note: str
) -> AuditEntry:
    db.session.flush()  # gives the subject its id, and detects a lost update before anything else is written
    entry = AuditEntry(
        at=clock.now(),
        actor_kind=by.kind,
        actor_id=by.id,
        role=by.role,
        act=act,
        subject=_table_of(subject),
        subject_id=subject.id if isinstance(subject, Base) else 0,
        before=before,
        after=after,
        reason=reason,
        note=note,
        is_sample=bool(getattr(subject, "is_sample", False)),
    )
    db.session.add(entry)
    db.session.flush()
    touching.touch(entry.subject, [entry.subject_id], entry_id=entry.id)
    return entry
