from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class LeadState(Labelled):
    SUBMITTED = "submitted", "已提交"
    NEEDS_INFO = "needs_info", "待补充"
    ACCEPTED = "accepted", "已采用"
    TRANSFERRED = "transferred", "转其他渠道"
    DECLINED = "declined", "不采用"
    WITHDRAWN = "withdrawn", "已撤回"


S = LeadState
OPEN = (S.SUBMITTED, S.NEEDS_INFO)
LEAD_FLOW = Flow(
    Step("ask", (S.SUBMITTED,), S.NEEDS_INFO),
    Step("answer", (S.NEEDS_INFO,), S.SUBMITTED),
    Step("accept", OPEN, S.ACCEPTED),
    Step("release", (S.ACCEPTED,), S.SUBMITTED),
    Step("transfer", OPEN, S.TRANSFERRED),
    Step("decline", OPEN, S.DECLINED),
    Step("withdraw", OPEN, S.WITHDRAWN),
    Step("recheck", (S.DECLINED,), S.SUBMITTED),
)


class NoteKind(Labelled):
    """Texts that go with a lead: what staff ask, what the resident answers, what only staff may read."""

    ASK = "ask", "请补充"
    ANSWER = "answer", "补充说明"
    INTERNAL = "internal", "内部备注"
