from flask import Response
from sqlalchemy import Select

from yiguan.base.errors import require
from yiguan.documents.papers import FILES
from yiguan.meetings.queries import get_meeting
from yiguan.recommendations import acts, dossier, drafting, queries, rules
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.schemas import (
    NewFromMeetingIn,
    RecommendationIn,
    RecommendationLine,
    RecommendationOut,
    WholeRecommendation,
)
from yiguan.recommendations.serving import hand_out
from yiguan.web.api import ApiPages, Body, versioned
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api, current
from yiguan.workflow.perform import perform

DESCRIPTION = "协商建议: drafting and review. There is no signing here: it is done in person, on the page."
pages = ApiPages("recommendations", "/recommendations", description=DESCRIPTION)


@pages.get("")
@pages.lists(RecommendationLine)
def index() -> Select[Recommendation]:
    """List the recommendations within reach, the latest first."""
    return queries.listed(actor())


@pages.post("")
@pages.takes(NewFromMeetingIn)
@pages.gives(RecommendationOut, 201)
def create(body: Body) -> WholeRecommendation:
    """Draft a recommendation from a meeting whose minutes are confirmed."""
    require(rules.can_write_somewhere(actor()))
    data = body()
    meeting = get_meeting(actor(), data.pop("meeting"))
    return _whole(drafting.create_recommendation(actor(), meeting, **data))


@pages.get("/<int:recommendation_id>")
@pages.gives(RecommendationOut)
def show(recommendation_id: int) -> WholeRecommendation:
    """Show a recommendation: its items, their sources, every revision and the remarks on it."""
    return _whole(queries.get_recommendation(actor(), recommendation_id))


@pages.get("/<int:recommendation_id>/paper/<any(docx, pdf):kind>")
@pages.doc(responses={200: {"description": "The file itself.", "content": FILES}})
def paper(recommendation_id: int, kind: str) -> Response:
    """Download a recommendation as an official paper; 409 `no_font` where the server cannot draw a PDF."""
    return hand_out(actor(), recommendation_id, kind)


@pages.put("/<int:recommendation_id>")
@pages.takes(versioned(RecommendationIn))
@pages.gives(RecommendationOut)
def edit(body: Body, recommendation_id: int) -> WholeRecommendation:
    """Replace the whole text of a recommendation."""
    recommendation = current(acts.EDIT, queries.get_recommendation, recommendation_id, lock=True)
    return _whole(perform(acts.EDIT, recommendation, by=actor(), **body()).record)


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
