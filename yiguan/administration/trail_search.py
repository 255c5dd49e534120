"""Finds entries of the trail for the audit administrator."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, select

from yiguan.administration import words
from yiguan.administration.marks import EXPORT_TRAIL
from yiguan.audit import trail
from yiguan.audit.models import AuditEntry
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Invalid
from yiguan.documents.sheets import Cell
from yiguan.people.models import Account
from yiguan.people.queries import names_of, persons_named
from yiguan.store.db import db

MOST = 5000
"""Rows of one exported file."""
HEADERS = ("编号", "时间", "谁", "做了什么", "对什么", "记录编号", "变化", "说明")
TOO_MANY = "找到 {number:,} 条，一个文件最多 {most:,} 条，所以没有导出。请把日期缩短一些，分几次导出。"


def search(
    *, who: str = "", subject: str = "", act: str = "", since: date | None = None, until: date | None = None
) -> Select[AuditEntry]:
    """The entries that match everything given, the latest first."""
    where: list[ColumnElement[bool]] = []
    if who:
        where.append(AuditEntry.actor_id.in_(persons_named(who)))
    where += [AuditEntry.subject == subject] if subject else []
    of, _, name = act.partition(".")
    where += [AuditEntry.subject == of, AuditEntry.act == name] if act else []
    where += [AuditEntry.at >= _begin(since)] if since else []
    where += [AuditEntry.at < _begin(until + timedelta(days=1))] if until else []
    return select(AuditEntry).where(*where).order_by(AuditEntry.id.desc())


def rows_of(entries: Sequence[AuditEntry]) -> list[tuple[Cell, ...]]:
    """One row an entry, in the order of HEADERS."""
    names = names_of(entry.actor_id for entry in entries if entry.actor_kind in ("staff", "token"))
    usernames = _usernames({entry.subject_id for entry in entries if entry.subject == "account"})
    return [_row(entry, names, usernames) for entry in entries]


def export(actor: Actor, found: Select[AuditEntry]) -> list[tuple[Cell, ...]]:
    """The rows of a file; that they left is in the trail too. Raises Invalid when there are too many."""
    number = db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0
    if number > MOST:
        raise Invalid(fields={"since": [TOO_MANY.format(number=number, most=MOST)]})
    rows = rows_of(db.session.scalars(found).all())
    trail.record("audit_entry", EXPORT_TRAIL, by=actor, note=f"{number} 条")
    return rows


def _usernames(accounts: set[int]) -> dict[int, str]:
    """By the number of the account; a name that the auditor also searches by."""
    found = db.session.scalars(select(Account).where(Account.id.in_(accounts))) if accounts else ()
    return {account.id: account.username for account in found}


def _row(entry: AuditEntry, names: Mapping[int, str], usernames: Mapping[int, str]) -> tuple[Cell, ...]:
    who, what = words.who_label(entry, names), words.act_label(entry)
    subject, change = words.subject_label(entry.subject), words.change_label(entry)
    called = usernames.get(entry.subject_id, "") if entry.subject == "account" else ""
    record = f"{entry.subject_id or ''} {called}".strip()
    return entry.id, entry.at, who, what, subject, record, change, words.note_of(entry)


def _begin(day: date) -> datetime:
    return clock.from_local(datetime.combine(day, time.min))
