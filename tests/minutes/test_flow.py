import pytest

from tests.factories.minutes import some_minutes
from tests.factories.people import a_convener
from yiguan.audit import trail
from yiguan.audit.queries import entries_of
from yiguan.kernel.errors import Conflict
from yiguan.minutes.states import MINUTES_FLOW, MinutesState


@pytest.mark.row("TR-09")
@pytest.mark.parametrize("state", MinutesState)
@pytest.mark.parametrize("action", list(MINUTES_FLOW.steps))
def test_every_step_leads_where_the_table_says_or_changes_nothing(app, state, action):
    minutes, actor = some_minutes(), None
    actor = a_convener(minutes.unit)
    minutes.state = state
    if MINUTES_FLOW.allows(action, state):
        trail.move(minutes, MINUTES_FLOW, action, by=actor, note="看过了")
        last = entries_of(minutes)[-1]
        assert (last.before, last.after, last.note) == (str(state), str(minutes.state), "看过了")
        return
    with pytest.raises(Conflict) as refusal:
        trail.move(minutes, MINUTES_FLOW, action, by=actor)
    assert minutes.state is state
    assert state.label in refusal.value.message
