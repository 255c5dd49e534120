from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

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
)
from yiguan.settings import settings
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version, remember
from yiguan.workflow.api import act_api
from yiguan.workflow.perform import perform

pages = ApiPages("recommendations", "/recommendations", description="协商建议：起草、审核、签发")

SHOWN = (
    *("id", "title", "number", "state", "unit", "topic", "meeting", "revision", "at", "version"),
    *("addressee", "signed_name", "signed_at", "digest"),
)


@pages.get("")
def index() -> ResponseReturnValue:
    """What one may see, the latest first."""
    require_staff(actor())
    answer: ResponseReturnValue = listing(paginate(queries.listed(actor())), RecommendationLine)
    return answer


@pages.post("")
@pages.takes(NewFromMeetingIn)
@pages.gives(RecommendationOut, 201)
def create(data: dict[str, Any]) -> dict[str, Any]:
    """Draft one from a meeting whose minutes are confirmed."""
    require_staff(actor())
    meeting = get_meeting(actor(), data.pop("meeting"))
    return _out(drafting.create_recommendation(actor(), meeting, **data))


@pages.get("/<int:recommendation_id>")
@pages.gives(RecommendationOut)
def show(recommendation_id: int) -> dict[str, Any]:
    """One recommendation: its items, their sources, every revision and the remarks on it."""
    return _out(_found(recommendation_id))


@pages.put("/<int:recommendation_id>")
@pages.takes(RecommendationIn)
@pages.gives(RecommendationOut)
def edit(data: dict[str, Any], recommendation_id: int) -> dict[str, Any]:
    """Replace the whole text; send the `version` you read."""
    return _out(perform(acts.EDIT, _current(recommendation_id, lock=True), by=actor(), **data).record)


@pages.post("/<int:recommendation_id>/sign")
@pages.takes(ProofIn)
@pages.gives(RecommendationOut)
def sign(data: dict[str, Any], recommendation_id: int) -> Any:
    """Sign it: in person, never by token; the one-time code or the password is asked again."""
    require_staff(actor())
    signed = signing.try_to_sign(actor(), recommendation_id, data["proof"], cheap=settings().cheap_passwords)
    if signed is None:
        remember()
        refusal = Invalid(fields={"proof": [proof.wrong(actor())]})
        answer = jsonify(code=refusal.code, message=refusal.message, fields=refusal.fields)
        answer.status_code = refusal.status
        return answer
    return _out(signed)


def _found(recommendation_id: int, *, lock: bool = False) -> Recommendation:
    require_staff(actor())
    return queries.get_recommendation(actor(), recommendation_id, lock=lock)


def _current(recommendation_id: int, *, lock: bool = False) -> Recommendation:
    recommendation = _found(recommendation_id, lock=lock)
    match_version(recommendation)
    return recommendation


def _out(recommendation: Recommendation) -> dict[str, Any]:
    """Like the pages: while the station mends its text, the district reads the submitted revisions only."""
    context = dossier.context_of(actor(), recommendation)
    items = [] if context["mending"] else dossier.draft_of(recommendation)["items"]
    own = {name: getattr(recommendation, name) for name in SHOWN}
    return {**own, "items": items, "revisions": context["revisions"]}


act_api(
    pages,
    "/<int:recommendation_id>",
    Recommendation,
    find=queries.get_recommendation,
    gives=RecommendationOut,
    give=_out,
)
