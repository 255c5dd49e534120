"""What was done to a record, told step by step for staff: who, when, why, in the words of the time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from yiguan.audit.models import AuditEntry
from yiguan.audit.queries import entries_of
from yiguan.organisation.models import Reason
from yiguan.people.queries import names_of
from yiguan.store.db import Base, db


@dataclass(frozen=True)
class Done:
    """One step of parts/trail.html."""

    label: str
    at: datetime
    note: str
    state: str = "done"


def history_of(record: Base, words: Mapping[str, str]) -> list[Done]:
    """The acts that `words` names, oldest first, in three statements."""
    entries = [entry for entry in entries_of(record) if entry.act in words]
    names = names_of(entry.actor_id for entry in entries if entry.actor_kind in ("staff", "token"))
    reasons = reason_words(entries)
    return [Done(_label(entry, words, names), entry.at, _note(entry, reasons)) for entry in entries]


def reason_words(entries: Sequence[AuditEntry]) -> dict[int, str]:
    """The listed reason each entry names, in the wording of its day, by the entry's id; at most one statement.

    A code such as `solved` means something else for a lead than for a meeting: the act tells which is meant.
    """
    codes = {entry.reason for entry in entries if entry.reason}
    known = db.session.scalars(select(Reason).where(Reason.code.in_(codes))).all() if codes else []
    return {entry.id: reason.label for entry in entries for reason in known if _is_of(reason, entry)}


def _label(entry: AuditEntry, words: Mapping[str, str], names: Mapping[int, str]) -> str:
    name = names.get(entry.actor_id or 0)
    return f"{words[entry.act]} · {name}" if name else words[entry.act]


def _note(entry: AuditEntry, reasons: Mapping[int, str]) -> str:
    return "。".join(filter(None, (reasons.get(entry.id), entry.note)))


def _is_of(reason: Reason, entry: AuditEntry) -> bool:
    day, named = entry.at.date(), (f"{entry.subject}_{entry.act}", entry.reason)
    valid = reason.valid_from <= day and (reason.valid_to is None or day <= reason.valid_to)
    return valid and (str(reason.kind), reason.code) == named
