from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from yiguan.base.errors import Invalid
from yiguan.meetings.queries import get_meeting
from yiguan.people import proof
from yiguan.people.gates import require_staff
from yiguan.recommendations import dossier, queries, service, signing
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.schemas import (
    ApproveIn,
    NewFromMeetingIn,
    ProofIn,
    RecommendationIn,
    RecommendationLine,
    RecommendationOut,
    ReturnIn,
    WithdrawIn,
)
from yiguan.settings import settings
from yiguan.web.api import ApiPages, listing
from yiguan.web.paging import paginate
from yiguan.web.surfaces import actor, match_version, remember

pages = ApiPages("recommendations", "/recommendations", description="协商建议：起草、审核、签发")

SHOWN = (
    *("id", "title", "number", "state", "unit", "topic", "meeting", "revision", "at", "version"),
    *("addressee", "signed_name", "signed_at", "digest"),
)


@pages.get("")
def index() -> ResponseReturnValue:
    """看得到的协商建议，新的在前"""
    require_staff(actor())
    answer: ResponseReturnValue = listing(paginate(queries.listed(actor())), RecommendationLine)
    return answer


@pages.post("")
@pages.takes(NewFromMeetingIn)
@pages.gives(RecommendationOut, 201)
def create(data: dict[str, Any]) -> dict[str, Any]:
    """从一次纪要已定稿的会议起草建议"""
    require_staff(actor())
    meeting = get_meeting(actor(), data.pop("meeting"))
    return _out(service.create_recommendation(actor(), meeting, **data))


@pages.get("/<int:recommendation_id>")
@pages.gives(RecommendationOut)
def show(recommendation_id: int) -> dict[str, Any]:
    """一份建议：逐条内容、出处、每次提交的文本和审核意见"""
    return _out(_found(recommendation_id))


@pages.put("/<int:recommendation_id>")
@pages.takes(RecommendationIn)
@pages.gives(RecommendationOut)
def edit(data: dict[str, Any], recommendation_id: int) -> dict[str, Any]:
    """整份换成新的；带 version，防止盖掉别人写的"""
    return _out(service.edit_recommendation(actor(), _current(recommendation_id, lock=True), **data))


@pages.post("/<int:recommendation_id>/submit")
@pages.gives(RecommendationOut)
def submit(recommendation_id: int) -> dict[str, Any]:
    """提交审核：每条都要有问题、建议和办理单位"""
    return _out(service.submit_recommendation(actor(), _current(recommendation_id)))


@pages.post("/<int:recommendation_id>/return")
@pages.takes(ReturnIn)
@pages.gives(RecommendationOut)
def return_(data: dict[str, Any], recommendation_id: int) -> dict[str, Any]:
    """退回修改：一条清单里的理由，一段意见"""
    return _out(service.return_recommendation(actor(), _current(recommendation_id), **data))


@pages.post("/<int:recommendation_id>/approve")
@pages.takes(ApproveIn)
@pages.gives(RecommendationOut)
def approve(data: dict[str, Any], recommendation_id: int) -> dict[str, Any]:
    """审核通过，写明主送单位"""
    return _out(service.approve_recommendation(actor(), _current(recommendation_id), **data))


@pages.post("/<int:recommendation_id>/sign")
@pages.takes(ProofIn)
@pages.gives(RecommendationOut)
def sign(data: dict[str, Any], recommendation_id: int) -> Any:
    """签发：只能本人登录以后办，令牌不行；再验一次动态码或密码"""
    require_staff(actor())
    signed = signing.try_to_sign(actor(), recommendation_id, data["proof"], cheap=settings().cheap_passwords)
    if signed is None:
        remember()
        refusal = Invalid(fields={"proof": [proof.wrong(actor())]})
        answer = jsonify(code=refusal.code, message=refusal.message, fields=refusal.fields)
        answer.status_code = refusal.status
        return answer
    return _out(signed)


@pages.post("/<int:recommendation_id>/withdraw")
@pages.takes(WithdrawIn)
@pages.gives(RecommendationOut)
def withdraw(data: dict[str, Any], recommendation_id: int) -> dict[str, Any]:
    """签发以前撤回，写明缘由"""
    return _out(service.withdraw_recommendation(actor(), _current(recommendation_id), **data))


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
