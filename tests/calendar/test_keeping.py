"""The record that is timed and its limit say the same after every act, whatever the act does."""

import pytest
from sqlalchemy import select

from tests.factories.acting import MAKERS, given_to, somebody_who_may
from yiguan.calendar.models import Timed, TimeLimit
from yiguan.store.db import db
from yiguan.workflow.machines import machines
from yiguan.workflow.perform import perform
from yiguan.workflow.todos import todos

TIMED = [(act, state) for record, acts in machines().items() if issubclass(record, Timed)
         for act in acts.values() for state in act.sources]  # fmt: skip


def named(value):
    return f"{value.subject}-{value.name}" if hasattr(value, "subject") else str(value)


def last_day_of(record):
    """As the limit has it: empty while it is paused, and once it ended."""
    due = select(TimeLimit.due).where(TimeLimit.id == record.limit_id, TimeLimit.ended_on.is_(None))
    return db.session.scalar(due)


@pytest.mark.parametrize(("act", "state"), TIMED, ids=named)
def test_a_record_is_due_on_the_last_day_of_its_limit(app, act, state):
    record = MAKERS[act.record](state=state)
    assert record.due_on == last_day_of(record)
    perform(act, record, by=somebody_who_may(act, record), **given_to(act, record))
    db.session.flush()
    assert record.due_on == last_day_of(record)


def test_every_kind_of_record_that_is_timed_is_listed_where_a_calendar_moves_it(app):
    listed = {timing.record for todo in todos() for timing in todo.timed}
    assert listed == set(Timed.__subclasses__())
