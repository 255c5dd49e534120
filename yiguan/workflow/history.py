"""The history of a record for staff: who did what, when and why, in the wording of that day."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from yiguan.audit.models import AuditEntry
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.act import HIDDEN, Act, Said
from yiguan.base.actor import BY_LINK
from yiguan.organisation.models import Reason
from yiguan.people.queries import names_of
from yiguan.store.db import Base, db
from yiguan.workflow.machines import entries as declared_entries
from yiguan.workflow.stories import Step

NAMED = ("staff", "token", BY_LINK)
"""The kinds of actors whose names staff read."""


def history_of(record: Base) -> list[Step]:
    """The steps that staff are shown, oldest first, in three statements."""
    entries = [entry for entry in entries_of(record) if said(entry).staff]
    names = names_of(entry.actor_id for entry in entries if entry.actor_kind in NAMED)
    reasons = reason_words(entries)
    return [Step(_label(entry, names), entry.at, note=joined(reasons.get(entry.id), entry.note)) for entry in entries]


def told_to_proposer(entries: Sequence[AuditEntry]) -> list[Step]:
    """What was done to somebody's own record, in the declared words; those of an act that says none are left out."""
    reasons = reason_words(entries)
    return [
        Step(label, entry.at, note=words_of(entry, reasons)) for entry in entries if (label := said(entry).proposer)
    ]


def words_of(entry: AuditEntry, reasons: Mapping[int, str]) -> str:
    """The listed reason and the words that came with it, as the proposer reads them."""
    return joined(reasons.get(entry.id), entry.note and said(entry).note.format(entry.note), by="：")


def said(entry: AuditEntry) -> Said:
    """The declared words of an entry; none if it is no longer declared."""
    found = declared_entries().get((entry.subject, entry.act))
    return found.said if found else HIDDEN


def reason_words(entries: Sequence[AuditEntry]) -> dict[int, str]:
    """The listed reason of each entry, in the wording of its day, by the entry's id; at most one statement.

    A code such as `solved` has different meanings for a lead and for a meeting: the act says which list applies.
    """
    codes = {entry.reason for entry in entries if entry.reason}
    known = db.session.scalars(select(Reason).where(Reason.code.in_(codes))).all() if codes else []
    return {entry.id: reason.label for entry in entries for reason in known if _is_of(reason, entry)}


def last_of(entries: Sequence[AuditEntry], *acts: Act) -> tuple[Act, AuditEntry] | None:
    """The latest of these acts that was done, and when."""
    by_name = {act.name: act for act in acts}
    done = [(by_name[entry.act], entry) for entry in entries if entry.act in by_name]
    return done[-1] if done else None


def joined(*words: str | None, by: str = "。") -> str:
    """Said once each: an undone check-in without words of its own carries its reason's wording as its note."""
    return by.join(dict.fromkeys(filter(None, words)))


def _label(entry: AuditEntry, names: Mapping[int, str]) -> str:
    name = names.get(entry.actor_id or 0)
    label = said(entry).staff or ""
    how = "（凭链接）" if entry.actor_kind == BY_LINK else ""
    return f"{label} · {name}{how}" if name else label


def _is_of(reason: Reason, entry: AuditEntry) -> bool:
    act = declared_entries().get((entry.subject, entry.act))
    day = clock.local(entry.at).date()
    valid = reason.valid_from <= day and (reason.valid_to is None or day <= reason.valid_to)
    return valid and isinstance(act, Act) and (reason.kind, reason.code) == (act.reason, entry.reason)
