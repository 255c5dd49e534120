import pytest

from tests.factories.people import a_convener, an_account, as_actor
from tests.factories.recommendations import WAYS, a_recommendation, take
from yiguan.audit import trail
from yiguan.audit.queries import entries_of
from yiguan.base.errors import Conflict
from yiguan.people.states import Role
from yiguan.recommendations import rules
from yiguan.recommendations.states import RECOMMENDATION_FLOW, RecommendationState

S = RecommendationState


@pytest.mark.row("TR-09")
@pytest.mark.parametrize("state", S)
def test_every_step_leads_where_the_table_says_or_changes_nothing(app, state):
    recommendation = a_recommendation()
    actor, recommendation.number = a_convener(recommendation.unit), "铜议建〔2026〕901号"
    for action in RECOMMENDATION_FLOW.steps:
        recommendation.state = state
        if RECOMMENDATION_FLOW.allows(action, state):
            entry = trail.move(recommendation, RECOMMENDATION_FLOW, action, by=actor, note="看过了")
            assert (entry.before, entry.after, entry.actor_id) == (str(state), str(recommendation.state), actor.id)
            continue
        with pytest.raises(Conflict, match="wrong_state"):
            trail.move(recommendation, RECOMMENDATION_FLOW, action, by=actor)
        assert recommendation.state is state


@pytest.mark.parametrize("state", WAYS)
def test_each_state_is_reached_by_acts_and_leaves_its_trail(app, state):
    recommendation = a_recommendation(state)
    assert recommendation.state is state
    assert [entry.act for entry in entries_of(recommendation)] == ["create", *WAYS[state]]


@pytest.mark.parametrize("step", ["submit", "return", "approve", "sign", "withdraw"])
def test_an_issued_recommendation_takes_no_further_act(app, step):
    recommendation = a_recommendation(S.ISSUED)
    number = recommendation.number
    with pytest.raises(Conflict):
        take(recommendation, step)
    assert (recommendation.state, recommendation.number) == (S.ISSUED, number)


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
    assert rules.acts_of(who, recommendation) == acts
