"""The way to a signature, may they, are they, then the act."""

from yiguan.base.actor import Actor
from yiguan.people import proof
from yiguan.recommendations import acts, queries, rules
from yiguan.recommendations.models import Recommendation
from yiguan.store.db import reading
from yiguan.web.surfaces import match_version
from yiguan.workflow.perform import perform


def try_to_sign(actor: Actor, recommendation_id: int, typed: str) -> Recommendation | None:
    """None when the proof was wrong: a result and no exception, so that the failed try is kept."""
    with reading():
        rules.require_signer(actor, queries.get_recommendation(actor, recommendation_id))
    if not proof.proven(actor, typed):
        return None
    recommendation = queries.get_recommendation(actor, recommendation_id)
    match_version(recommendation)
    perform(acts.SIGN, recommendation, by=actor)
    return recommendation
