from sqlalchemy import Select, select

from yiguan.audit.models import AuditEntry
from yiguan.store.db import Base, db


def entries_of(subject: Base) -> list[AuditEntry]:
    """All that was done to this record, oldest first."""
    return list(db.session.scalars(entries_for(subject.__tablename__, [subject.id])))


def entries_for(subject: str, ids: list[int]) -> Select[AuditEntry]:
    """The trail of many records of one kind, in one statement."""
    matches = (AuditEntry.subject == subject, AuditEntry.subject_id.in_(ids))
    return select(AuditEntry).where(*matches).order_by(AuditEntry.at, AuditEntry.id)
