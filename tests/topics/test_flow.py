"""Every action from every state: allowed moves move and leave an audit row, the others change nothing."""

import pytest

from tests.factories.people import an_officer
from tests.factories.topics import a_topic, walk
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Conflict
from yiguan.store.db import db
from yiguan.topics.states import TOPIC_FLOW, TopicState

ALL = [(state, action) for state in TopicState for action in TOPIC_FLOW.steps]
OPEN = [(state, action) for state, action in ALL if TOPIC_FLOW.allows(action, state)]
SHUT = [(state, action) for state, action in ALL if not TOPIC_FLOW.allows(action, state)]


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("state", "action"), OPEN, ids=lambda value: str(value))
def test_an_open_action_moves_and_leaves_who_when_from_where_and_why(app, state, action):
    topic, officer = a_topic(state=state), an_officer()
    walk(officer, topic, action)
    last = next(entry for entry in reversed(entries_of(topic)) if entry.act == action)
    assert topic.state is TOPIC_FLOW.steps[action].target
    assert (last.actor_id, last.before, last.after) == (officer.id, str(state), str(topic.state))


@pytest.mark.row("TR-09")
@pytest.mark.parametrize(("state", "action"), SHUT, ids=lambda value: str(value))
def test_any_other_action_is_a_conflict_and_changes_nothing(app, state, action):
    topic, officer = a_topic(state=state), an_officer()
    before = len(entries_of(topic))
    with pytest.raises(Conflict):
        walk(officer, topic, action)
    db.session.rollback()
    assert (topic.state, len(entries_of(topic))) == (state, before)
