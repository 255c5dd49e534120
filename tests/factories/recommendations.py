from typing import Any

from sqlalchemy import select

from tests.factories.minutes import a_meeting_held, minutes_of
from tests.factories.organisation import a_department, a_reason
from tests.factories.people import a_chair, a_convener, an_officer
from yiguan.meetings.models import Meeting
from yiguan.minutes.states import MinutesState
from yiguan.organisation.models import Unit
from yiguan.organisation.states import ReasonKind
from yiguan.recommendations import acts, drafting
from yiguan.recommendations.models import Recommendation
from yiguan.recommendations.states import RecommendationState
from yiguan.signatures.models import Signature
from yiguan.store.db import db
from yiguan.workflow.perform import perform

S = RecommendationState
WAYS: dict[RecommendationState, tuple[str, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: ("submit",),
    S.RETURNED: ("submit", "return"),
    S.APPROVED: ("submit", "approve"),
    S.ISSUED: ("submit", "approve", "sign"),
    S.WITHDRAWN: ("withdraw",),
}
"""The acts that lead to a state, in order."""


def a_meeting_agreed(unit: Unit | None = None) -> Meeting:
    """A meeting whose minutes are confirmed: one promise, one advice."""
    meeting = a_meeting_held(unit=unit)
    minutes_of(meeting, MinutesState.CONFIRMED)
    return meeting


def a_matter(**changes: Any) -> dict[str, Any]:
    matter = {
        "problem": "五户愿意装电梯，一楼两户怕挡光。",
        "analysis": "只有平层方案，采光没有算过。",
        "advice": "请设计单位做两套方案，标明采光影响。",
        "unit": None,
        "co_units": [],
        "topic": True,
        "minutes": False,
        "consensus": [1],
    }
    return matter | changes


def a_recommendation(
    state: RecommendationState = S.DRAFT, meeting: Meeting | None = None, items: list[dict[str, Any]] | None = None
) -> Recommendation:
    """In this state, each act done by somebody who may."""
    meeting = meeting or a_meeting_agreed()
    rows = [a_matter(unit=a_department().code)] if items is None else items
    title = "关于帮助井巷新村谈成加装电梯的建议"
    convener = a_convener(meeting.unit)
    recommendation = drafting.create_recommendation(convener, meeting, title=title, items=rows)
    for step in WAYS[state]:
        take(recommendation, step)
    db.session.commit()
    return recommendation


def take(recommendation: Recommendation, step: str) -> None:
    """Any act of the flow, by somebody who may, with what it needs."""
    convener = a_convener(recommendation.unit)
    if step == "submit":
        perform(acts.SUBMIT, recommendation, by=convener)
    elif step == "withdraw":
        perform(acts.WITHDRAW, recommendation, by=convener, note="居民自己谈成了。")
    elif step == "return":
        a_reason(ReasonKind.RECOMMENDATION_RETURN, "wording", "用语不妥")
        perform(acts.RETURN, recommendation, by=an_officer(), reason="wording", note="语气再平和些。")
    elif step == "approve":
        perform(acts.APPROVE, recommendation, by=an_officer(), addressee="区住建局")
    else:
        perform(acts.SIGN, recommendation, by=a_chair())


def signature_of(recommendation: Recommendation) -> Signature:
    about = (Signature.subject == "recommendation", Signature.subject_id == recommendation.id)
    return db.session.scalars(select(Signature).where(*about)).one()
