from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class RecommendationState(Labelled):
    DRAFT = "draft", "起草"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "审核通过"
    ISSUED = "issued", "已签发"
    WITHDRAWN = "withdrawn", "已撤回"
    SUPERSEDED = "superseded", "已被替代"


S = RecommendationState
EDITABLE = (S.DRAFT, S.RETURNED)
RECOMMENDATION_FLOW = Flow(
    Step("submit", EDITABLE, S.SUBMITTED),
    Step("return", (S.SUBMITTED, S.APPROVED), S.RETURNED),
    Step("approve", (S.SUBMITTED,), S.APPROVED),
    Step("sign", (S.APPROVED,), S.ISSUED),
    Step("withdraw", (S.DRAFT, S.SUBMITTED, S.RETURNED, S.APPROVED), S.WITHDRAWN),
    Step("supersede", (S.ISSUED,), S.SUPERSEDED),
)


class SourceKind(Labelled):
    """What an item rests on; a reader can open it (MN-06)."""

    TOPIC = "topic", "议题"
    CONSENSUS = "consensus", "共识事项"
    MINUTES = "minutes", "纪要"


ACTS = {
    "create": "起草",
    "submit": "提交审核",
    "return": "退回修改",
    "approve": "审核通过",
    "sign": "签发",
    "withdraw": "撤回",
    "supersede": "被替代",
}
"""What each step is called in the trail; single edits of a draft are not shown there."""
