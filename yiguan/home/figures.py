"""The figures of /metrics: what an operator must see growing or standing still."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import func, select

from yiguan.audit.models import AuditEntry, Seal
from yiguan.store import schedule
from yiguan.store.db import db
from yiguan.store.models import JobRun
from yiguan.workflow.todos import todos

HEAD = Path(__file__).parents[2] / "migrations" / "head.txt"


@cache
def newest_migration() -> str:
    return HEAD.read_text().strip()


def as_text() -> str:
    """One `name value` a line, as Prometheus reads it."""
    entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    sealed = db.session.scalar(select(func.count()).select_from(Seal).where(Seal.source == "audit_entry"))
    lines = [f"yiguan_audit_entries_total {entries}", f"yiguan_audit_sealed_total {sealed}"]
    lines += [line for todo in todos() for line in todo.figures()]
    lines += [line for run in schedule.runs().values() for line in _of_job(run)]
    return "\n".join(lines) + "\n"


def _of_job(run: JobRun) -> Iterator[str]:
    """When it was last finished and when it last failed, in seconds since 1970; a failure after that lasts."""
    if run.finished_at:
        yield f'yiguan_job_finished_timestamp_seconds{{job="{run.name}"}} {run.finished_at.timestamp():.0f}'
    if run.failed_at:
        labels = f'job="{run.name}",fault="{run.fault}"'
        yield f"yiguan_job_failed_timestamp_seconds{{{labels}}} {run.failed_at.timestamp():.0f}"
