"""Whether four digits open a lead. Wrong ones lock it for a while; the caller commits either way."""

from datetime import timedelta

from sqlalchemy import update

from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import NOBODY, Actor
from yiguan.leads import queries
from yiguan.leads.marks import LOOK_UP, LOOK_UP_FAILED
from yiguan.leads.models import Lead
from yiguan.store.db import db

TRIES, LOCK_MIN = 10, 15


def look_up(lead: Lead | None, tail: str) -> bool:
    """Whether the tail opens the lead. Ten wrong ones lock it for a quarter of an hour.

    Counted past the version, so that somebody's guessing never makes a convener's page stale.
    """
    if lead is None:
        return False
    locked = lead.locked_until is not None and lead.locked_until > clock.now()
    if not locked and queries.opens(lead, tail):
        trail.record(lead, LOOK_UP, by=Actor("resident", id=lead.person_id))
        return True
    if not locked:
        _count_failure(lead)
    return False


def failed_at_nothing() -> None:
    """A try at a receipt that nobody has, as slow as a wrong try at one that is there."""
    trail.record("lead", LOOK_UP_FAILED, by=NOBODY)


def _count_failure(lead: Lead) -> None:
    failed = lead.failed_tries + 1
    until = clock.now() + timedelta(minutes=LOCK_MIN) if failed % TRIES == 0 else lead.locked_until
    change = update(Lead).where(Lead.id == lead.id).values(failed_tries=Lead.failed_tries + 1, locked_until=until)
    db.session.execute(change.execution_options(synchronize_session=False))
    db.session.refresh(lead, ["failed_tries", "locked_until"])
    trail.record(lead, LOOK_UP_FAILED, by=NOBODY)
