from typing import Any

from yiguan.base.act import HIDDEN, NOBODY, Act, Everyone, Said
from yiguan.meetings.rules import asks_the_unit
from yiguan.organisation.states import ReasonKind
from yiguan.recommendations import notices, rules, schemas, service
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import EDITABLE, RecommendationState
from yiguan.recommendations.states import SIGN as SIGNING

S = RecommendationState
_DESK: dict[str, Any] = {"record": Recommendation, "on": ("desk",)}
_OWN_PAGE: dict[str, Any] = {"record": Recommendation, "on": (), "api": False}

EDIT = Act(
    **_OWN_PAGE,
    name="edit",
    label="修改",
    summary="Replace the whole text; send the `version` you read.",
    sources=EDITABLE,
    target=None,
    may=rules.can_edit,
    refusal=asks_the_unit,
    takes=schemas.RecommendationIn,
    does=service.edit_recommendation,
    said=HIDDEN,
    tells=NOBODY,
    shut="现在是“{state}”，内容不能改，这次没有存下。要改，请区政协办公室先退回。",
    shut_code="locked",
)
SUBMIT = Act(
    record=Recommendation,
    name="submit",
    label="提交审核",
    summary="Submit for review; each item needs a problem, advice and a unit.",
    sources=EDITABLE,
    target=S.SUBMITTED,
    may=rules.can_submit,
    refusal="提交要由召集人来点，什么都没有改动。请告诉召集人建议写好了。",
    does=service.submit_recommendation,
    said=Said("提交审核"),
    tells=(notices.recommendation_submitted,),
    done="已提交区政协办公室审核。审核有结果，您会收到消息。",
)
RETURN = Act(
    **_DESK,
    name="return",
    label="退回修改",
    summary="Send it back with a listed reason and remarks.",
    sources=(S.SUBMITTED, S.APPROVED),
    target=S.RETURNED,
    may=rules.can_return,
    takes=schemas.ReturnIn,
    reason=ReasonKind.RECOMMENDATION_RETURN,
    does=service.return_recommendation,
    said=Said("退回修改"),
    tells=(notices.recommendation_returned,),
    done="已退回，提交的召集人会看到您的意见。",
)
APPROVE = Act(
    **_DESK,
    name="approve",
    label="审核通过",
    summary="Approve it and name its addressee.",
    sources=(S.SUBMITTED,),
    target=S.APPROVED,
    may=rules.can_review,
    takes=schemas.ApproveIn,
    does=service.approve_recommendation,
    said=Said("审核通过"),
    tells=(notices.recommendation_approved,),
    done="审核通过，已请主席会议成员签发。",
)
SIGN = Act(
    **_OWN_PAGE,
    name=SIGNING,
    label="签发",
    summary="Sign it; the text is frozen and the number allotted.",
    sources=(S.APPROVED,),
    target=S.ISSUED,
    may=rules.may_sign,
    does=service.sign_recommendation,
    said=Said("签发"),
    tells=(notices.recommendation_issued, Everyone(notices.issued_news)),
)
WITHDRAW = Act(
    record=Recommendation,
    name="withdraw",
    label="撤回",
    summary="Take it back before it is signed, with a word why.",
    sources=(S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED),
    target=S.WITHDRAWN,
    may=rules.can_submit,
    refusal=asks_the_unit,
    takes=schemas.WithdrawIn,
    said=Said("撤回"),
    tells=(notices.recommendation_withdrawn,),
    done="这份建议撤回了，内容还留着，可以查看。",
)
