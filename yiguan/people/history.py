"""What was done to a record, told step by step for staff: who, when, why, in the words of the time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from yiguan.audit.models import AuditEntry
from yiguan.audit.queries import entries_of
from yiguan.kernel.db import Base, db
from yiguan.organisation.models import Reason
from yiguan.people.queries import names_of


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
    reasons = _wordings(entries)
    return [Done(_label(entry, words, names), entry.at, _note(entry, reasons)) for entry in entries]


def _label(entry: AuditEntry, words: Mapping[str, str], names: Mapping[int, str]) -> str:
    name = names.get(entry.actor_id or 0)
    return f"{words[entry.act]} · {name}" if name else words[entry.act]


def _note(entry: AuditEntry, reasons: Mapping[str, list[Reason]]) -> str:
    """The wording of the reason on that day, and the text."""
    valid = [r.label for r in reasons.get(entry.reason, []) if _was_valid(r, entry) and _fits(r, entry)]
    return "。".join(filter(None, [*valid[:1], entry.note]))


def _fits(reason: Reason, entry: AuditEntry) -> bool:
    return str(reason.kind) == f"{entry.subject}_{entry.act}"


def _was_valid(reason: Reason, entry: AuditEntry) -> bool:
    day = entry.at.date()
    return reason.valid_from <= day and (reason.valid_to is None or day <= reason.valid_to)


def _wordings(entries: list[AuditEntry]) -> dict[str, list[Reason]]:
    codes = {entry.reason for entry in entries if entry.reason}
    found: dict[str, list[Reason]] = {}
    for reason in db.session.scalars(select(Reason).where(Reason.code.in_(codes))) if codes else ():
        found.setdefault(reason.code, []).append(reason)
    return found
