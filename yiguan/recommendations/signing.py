"""Signing: first the rule, then the proof of who signs, then the act."""

from yiguan.base.actor import Actor
from yiguan.people import proof
from yiguan.recommendations import acts, queries, rules
from yiguan.recommendations.models import Recommendation
from yiguan.web.surfaces import match_version
from yiguan.workflow.perform import perform, require_open


def require_open_to(actor: Actor, recommendation_id: int) -> None:
    """Before the proof is read. Raises NotFound, Forbidden, Conflict, the latter also for an older version."""
    recommendation = queries.get_recommendation(actor, recommendation_id)
    rules.require_signer(actor, recommendation)
    require_open(acts.SIGN, recommendation, actor)
    match_version(recommendation)


def try_to_sign(actor: Actor, recommendation_id: int, typed: str) -> Recommendation | None:
    """None when the proof was wrong: a result and no exception, so that the failed try is kept."""
    if not proof.proven(actor, typed):
        return None
    recommendation = queries.get_recommendation(actor, recommendation_id)
    match_version(recommendation)
    perform(acts.SIGN, recommendation, by=actor)
    return recommendation
