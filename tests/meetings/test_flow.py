from datetime import timedelta

import pytest

from tests.factories.meetings import WAYS, a_meeting, the_runner
from tests.factories.organisation import a_reason
from yiguan.audit import trail
from yiguan.audit.queries import entries_of
from yiguan.base import clock
from yiguan.base.errors import Conflict
from yiguan.meetings import service
from yiguan.meetings.states import COURSE, MEETING_FLOW, MeetingState
from yiguan.organisation.states import ReasonKind
from yiguan.store.db import db

STATES = [*WAYS, MeetingState.CLOSED]


def a_meeting_in(state):
    if state is not MeetingState.CLOSED:
        return a_meeting(state)
    meeting = a_meeting(MeetingState.ENDED)
    trail.move(meeting, MEETING_FLOW, "close", by=the_runner(meeting.unit))
    return meeting


def act(runner, meeting, action):
    words = {"reason": "weather", "note": "大雨，改天再请。"}
    if action == "announce":
        service.announce_meeting(runner, meeting)
    elif action == "postpone":
        service.postpone_meeting(runner, meeting, starts_at=clock.now() + timedelta(days=9), **words)
    elif action == "cancel":
        service.cancel_meeting(runner, meeting, **words)
    elif action == "close":
        trail.move(meeting, MEETING_FLOW, "close", by=runner)
    else:
        service.run_meeting(runner, meeting, action)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_every_act_from_every_state_moves_or_changes_nothing(app, state):
    a_reason(ReasonKind.MEETING_POSTPONE, "weather")
    a_reason(ReasonKind.MEETING_CANCEL, "weather")
    for action in MEETING_FLOW.steps:
        meeting = a_meeting_in(state)
        before = len(entries_of(meeting))
        if MEETING_FLOW.allows(action, state):
            act(the_runner(meeting.unit), meeting, action)
            db.session.flush()
            assert meeting.state is MEETING_FLOW.target(action, state)
            assert len(entries_of(meeting)) == before + 1
        else:
            with pytest.raises(Conflict):
                act(the_runner(meeting.unit), meeting, action)
            assert meeting.state is state
            assert len(entries_of(meeting)) == before


def test_the_acts_of_the_day_are_in_the_flow():
    assert set(COURSE) <= set(MEETING_FLOW.steps)
