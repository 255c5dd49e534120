import pytest

from tests.factories.people import an_account, as_actor
from tests.factories.recommendations import WAYS, a_recommendation
from yiguan.audit.queries import entries_of
from yiguan.people.states import Role
from yiguan.recommendations.states import RecommendationState
from yiguan.workflow.machines import open_to

S = RecommendationState


@pytest.mark.parametrize("state", WAYS)
def test_each_state_is_reached_by_acts_and_leaves_its_trail(app, state):
    recommendation = a_recommendation(state)
    assert recommendation.state is state
    assert [entry.act for entry in entries_of(recommendation)] == ["create", *WAYS[state]]


@pytest.mark.parametrize(
    ("role", "state", "acts"),
    [
        (Role.CONVENER, S.DRAFT, {"edit", "submit", "withdraw"}),
        (Role.STATION_STAFF, S.DRAFT, {"edit"}),
        (Role.MEMBER, S.DRAFT, set()),
        (Role.CONVENER, S.SUBMITTED, {"withdraw"}),
        (Role.OFFICER, S.SUBMITTED, {"return", "approve"}),
        (Role.COMMITTEE_STAFF, S.SUBMITTED, {"return", "approve"}),
        (Role.CHAIR, S.SUBMITTED, set()),
        (Role.CHAIR, S.APPROVED, {"return", "sign"}),
        (Role.OFFICER, S.APPROVED, {"return"}),
        (Role.CONVENER, S.ISSUED, set()),
        (Role.CHAIR, S.ISSUED, set()),
    ],
)
def test_who_may_do_what(app, role, state, acts):
    recommendation = a_recommendation(state)
    district = role in (Role.OFFICER, Role.COMMITTEE_STAFF, Role.CHAIR)
    who = as_actor(an_account(role, None if district else recommendation.unit))
    assert set(open_to(who, recommendation)) == acts
