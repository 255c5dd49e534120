"""What the worker does for cases: a promise whose day is over goes back to its unit."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.handling.acts import LAPSE
from yiguan.handling.models import Handling
from yiguan.handling.states import HandlingState
from yiguan.store.db import db
from yiguan.store.schedule import Job, every
from yiguan.workflow.perform import perform

NOTE = "说好的日子过了，没有人说已经办成。"


def lapse_broken() -> int:
    """Late from the day after the promised one (E18)."""
    broken = (Handling.state == HandlingState.TRACKING, Handling.promised_on < clock.today())
    query = select(Handling).where(*broken).options(joinedload(Handling.unit), joinedload(Handling.sender))
    found = db.session.scalars(query.with_for_update(of=Handling, skip_locked=True)).all()
    for handling in found:
        perform(LAPSE, handling, by=SYSTEM, note=NOTE)
    return len(found)


JOBS = (Job("lapse-promises", lapse_broken, every(minutes=30)),)
