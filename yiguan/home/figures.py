"""The figures of /metrics: what an operator must see growing or standing still."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from yiguan.audit.models import AuditEntry, Seal
from yiguan.leads.models import Lead
from yiguan.notifications.models import Notice
from yiguan.notifications.states import NoticeState
from yiguan.store import schedule
from yiguan.store.db import db
from yiguan.store.models import JobRun

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
    lines += (line for run in schedule.runs().values() for line in _of_job(run))
    return "\n".join(lines) + "\n"


def _of_job(run: JobRun) -> Iterator[str]:
    """When it was last finished and when it last failed, in seconds since 1970; a failure after that lasts."""
    if run.finished_at:
        yield f'yiguan_job_finished_timestamp_seconds{{job="{run.name}"}} {run.finished_at.timestamp():.0f}'
    if run.failed_at:
        labels = f'job="{run.name}",fault="{run.fault}"'
        yield f"yiguan_job_failed_timestamp_seconds{{{labels}}} {run.failed_at.timestamp():.0f}"


def _count(table: type[Lead | AuditEntry]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0
