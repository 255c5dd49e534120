"""The figures of /metrics: what an operator must see growing or standing still."""

from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from yiguan.audit.models import AuditEntry, Seal
from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeState
from yiguan.store.db import db

HEAD = Path(__file__).parents[2] / "migrations" / "head.txt"


@cache
def newest_migration() -> str:
    return HEAD.read_text().strip()


def as_text() -> str:
    """One `name value` a line, as Prometheus reads it."""
    lines = [f"yiguan_leads_total {_count(Lead)}", f"yiguan_audit_entries_total {_count(AuditEntry)}"]
    sealed = db.session.scalar(select(func.count()).select_from(Seal).where(Seal.source == "audit_entry"))
    lines.append(f"yiguan_audit_sealed_total {sealed}")
    states = db.session.execute(select(Notice.state, func.count()).group_by(Notice.state))
    by_state = {row[0]: row[1] for row in states}
    lines += [f'yiguan_notices{{state="{state}"}} {by_state.get(state, 0)}' for state in NoticeState]
    return "\n".join(lines) + "\n"


def _count(table: type[Lead | AuditEntry]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
