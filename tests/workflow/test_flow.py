"""Every act from every state, read from the declarations: open ones leave a trail, the others change nothing."""

import pytest

from tests.factories.acting import MAKERS, given_to, somebody_who_may
from yiguan.audit.queries import entries_of
from yiguan.audit.verify import records
from yiguan.audit.watch import watched
from yiguan.base.errors import Conflict
from yiguan.settings import settings
from yiguan.store.db import db
from yiguan.workflow.machines import machines
from yiguan.workflow.perform import perform

ALL = [(act, state) for record, acts in machines().items() for act in acts.values() for state in type(act.sources[0])]
OPEN = [(act, state) for act, state in ALL if act.is_open(state)]
STATES = sorted({(act.record, state) for act, state in ALL}, key=lambda pair: (pair[0].__name__, str(pair[1])))


def named(value):
    if isinstance(value, type):
        return value.__name__
    return f"{value.subject}-{value.name}" if hasattr(value, "subject") else str(value)


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("act", "state"), OPEN, ids=named)
def test_an_open_act_moves_and_leaves_who_when_why_and_a_fingerprint_of_every_row(app, act, state):
    record = MAKERS[act.record](state=state)
    given, by = given_to(act, record), somebody_who_may(act, record)
    happened = perform(act, record, by=by, **given)
    entry = next(entry for entry in entries_of(record) if entry.id == happened.entry_id)
    assert record.state is (act.target or state)
    assert (entry.actor_id, entry.act, entry.reason) == (by.id, act.name, given.get("reason", ""))
    if act.target:
        assert (entry.before, entry.after) == (str(state), str(act.target))
    db.session.commit()
    changed = [fault for known in watched.values() for fault in records(known, settings().keys.ring("seal"))]
    assert changed == []


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("kind", "state"), STATES, ids=named)
def test_every_other_act_is_a_conflict_and_changes_nothing(app, kind, state):
    record = MAKERS[kind](state=state)
    shut = [act for act in machines()[kind].values() if not act.is_open(state)]
    for act in shut:
        given, by = given_to(act, record), somebody_who_may(act, record)
        db.session.commit()
        before = len(entries_of(record))
        assert is_refused(act, record, by, given), act.name
        assert not [*db.session.dirty, *db.session.new, *db.session.deleted], act.name
        assert (record.state, len(entries_of(record))) == (state, before), act.name


def is_refused(act, record, by, given):
    try:
        perform(act, record, by=by, **given)
    except Conflict:
        return True
    return False
