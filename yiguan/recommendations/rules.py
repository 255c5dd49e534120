"""Who may do what with a recommendation; one table for buttons, pages, API and tests."""

from yiguan.base.actor import Actor
from yiguan.organisation.models import Unit
from yiguan.people.states import CONVENING, DISTRICT_STAFF, Role
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import EDITABLE, RECOMMENDATION_FLOW, RecommendationState


def can_write(actor: Actor, unit: Unit) -> bool:
    return actor.has(*map(str, CONVENING), path=unit.path)


def can_submit(actor: Actor, recommendation: Recommendation) -> bool:
    """Station staff do all a convener does but submit (product.md §5.3); what was submitted they do not take back."""
    return actor.has(str(Role.CONVENER), path=recommendation.unit.path)


def can_review(actor: Actor, recommendation: Recommendation) -> bool:
    return actor.has(*map(str, DISTRICT_STAFF), path=recommendation.unit.path)


def can_return(actor: Actor, recommendation: Recommendation) -> bool:
    """The office, or the chair instead of signing."""
    unsigned = recommendation.state is RecommendationState.APPROVED
    return can_review(actor, recommendation) or (unsigned and can_sign(actor, recommendation))


def can_sign(actor: Actor, recommendation: Recommendation) -> bool:
    return actor.has(str(Role.CHAIR), path=recommendation.unit.path)


def acts_of(actor: Actor, recommendation: Recommendation) -> set[str]:
    """The acts open to this person from this state: the buttons of the page."""
    allowed = {
        "submit": can_submit(actor, recommendation),
        "withdraw": can_submit(actor, recommendation),
        "return": can_return(actor, recommendation),
        "approve": can_review(actor, recommendation),
        "sign": can_sign(actor, recommendation) and actor.id != recommendation.approved_by,
    }
    acts = {act for act in RECOMMENDATION_FLOW.open_from(recommendation.state) if allowed.get(act)}
    if recommendation.state in EDITABLE and can_write(actor, recommendation.unit):
        acts.add("edit")
    return acts
