import pytest

from tests.factories.minutes import some_minutes
from tests.factories.people import a_convener
from yiguan.audit import trail
from yiguan.base.errors import Conflict
from yiguan.minutes.states import MINUTES_FLOW, MinutesState


@pytest.mark.row("TR-09")
@pytest.mark.parametrize("state", MinutesState)
def test_every_step_leads_where_the_table_says_or_changes_nothing(app, state):
    minutes = some_minutes()
    actor = a_convener(minutes.unit)
    for action in MINUTES_FLOW.steps:
        minutes.state = state
        if MINUTES_FLOW.allows(action, state):
            entry = trail.move(minutes, MINUTES_FLOW, action, by=actor, note="看过了")
            assert (entry.before, entry.after, entry.note) == (str(state), str(minutes.state), "看过了")
            continue
        with pytest.raises(Conflict, match="wrong_state"):
            trail.move(minutes, MINUTES_FLOW, action, by=actor)
        assert minutes.state is state
