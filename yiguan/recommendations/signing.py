"""The way to a signature, for the page and the API alike: may they, are they, then the act."""

from yiguan.kernel.actor import Actor
from yiguan.kernel.db import reading
from yiguan.kernel.web import match_version
from yiguan.people import proof
from yiguan.recommendations import queries, service
from yiguan.recommendations.models import Recommendation


def try_to_sign(actor: Actor, recommendation_id: int, typed: str, *, cheap: bool) -> Recommendation | None:
    """None when the proof was wrong: a result and no exception, so that the failed try is kept."""
    with reading():
        service.require_signer(actor, queries.get_recommendation(actor, recommendation_id))
    if not proof.proven(actor, typed, cheap=cheap):
        return None
    recommendation = queries.get_recommendation(actor, recommendation_id)
    match_version(recommendation)
    return service.sign_recommendation(actor, recommendation)
