from typing import Any

from flask import jsonify
from sqlalchemy import Select

from yiguan.base.errors import Invalid
from yiguan.meetings.queries import get_meeting
from yiguan.people import proof
from yiguan.people.gates import require_staff
from yiguan.recommendations import acts, dossier, drafting, queries, signing
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.schemas import (
    NewFromMeetingIn,
    ProofIn,
    RecommendationIn,
    RecommendationLine,
    RecommendationOut,
    WholeRecommendation,
)
from yiguan.settings import settings
from yiguan.web.api import ApiPages, versioned
from yiguan.web.surfaces import actor, remember
from yiguan.workflow.api import act_api, current
from yiguan.workflow.perform import perform

pages = ApiPages("recommendations", "/recommendations", description="协商建议: drafting, review and signing.")


@pages.get("")
@pages.lists(RecommendationLine)
def index() -> Select[Recommendation]:
    """List the recommendations within reach, the latest first."""
    require_staff(actor())
    return queries.listed(actor())


@pages.post("")
@pages.takes(NewFromMeetingIn)
@pages.gives(RecommendationOut, 201)
def create(data: dict[str, Any]) -> WholeRecommendation:
    """Draft a recommendation from a meeting whose minutes are confirmed."""
    require_staff(actor())
    meeting = get_meeting(actor(), data.pop("meeting"))
    return _whole(drafting.create_recommendation(actor(), meeting, **data))


@pages.get("/<int:recommendation_id>")
@pages.gives(RecommendationOut)
def show(recommendation_id: int) -> WholeRecommendation:
    """Show a recommendation: its items, their sources, every revision and the remarks on it."""
    require_staff(actor())
    return _whole(queries.get_recommendation(actor(), recommendation_id))


@pages.put("/<int:recommendation_id>")
@pages.takes(versioned(RecommendationIn))
@pages.gives(RecommendationOut)
def edit(data: dict[str, Any], recommendation_id: int) -> WholeRecommendation:
    """Replace the whole text of a recommendation."""
    recommendation = current(queries.get_recommendation, recommendation_id, lock=True)
    return _whole(perform(acts.EDIT, recommendation, by=actor(), **data).record)


@pages.post("/<int:recommendation_id>/sign")
@pages.takes(ProofIn)
@pages.gives(RecommendationOut)
def sign(data: dict[str, Any], recommendation_id: int) -> Any:
    """Sign a recommendation in person, never by token; the one-time code or the password is asked again."""
    require_staff(actor())
    signed = signing.try_to_sign(actor(), recommendation_id, data["proof"], cheap=settings().cheap_passwords)
    if signed is None:
        remember()
        refusal = Invalid(fields={"proof": [proof.wrong(actor())]})
        answer = jsonify(code=refusal.code, message=refusal.message, fields=refusal.fields)
        answer.status_code = refusal.status
        return answer
    return _whole(signed)


def _whole(recommendation: Recommendation) -> WholeRecommendation:
    """Like the pages: while the station mends its text, the district reads the submitted revisions only."""
    context = dossier.context_of(actor(), recommendation)
    items = [] if context["mending"] else dossier.draft_of(recommendation)["items"]
    return WholeRecommendation(recommendation, items, context["revisions"])


act_api(
    pages,
    "/<int:recommendation_id>",
    Recommendation,
    find=queries.get_recommendation,
    gives=RecommendationOut,
    give=_whole,
)
