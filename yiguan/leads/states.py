from yiguan.base.labels import Labelled


class LeadState(Labelled):
    SUBMITTED = "submitted", "已提交"
    NEEDS_INFO = "needs_info", "待补充"
    ACCEPTED = "accepted", "已采用"
    TRANSFERRED = "transferred", "转其他渠道"
    DECLINED = "declined", "不采用"
    WITHDRAWN = "withdrawn", "已撤回"


S = LeadState
WITH_RESIDENT = (S.NEEDS_INFO,)
"""The station waits for the resident's words, and the clock stands."""

OPEN = (S.SUBMITTED, *WITH_RESIDENT)


class NoteKind(Labelled):
    """Texts that go with a lead: what staff ask, what the resident answers, what only staff may read."""

    ASK = "ask", "请补充"
    ANSWER = "answer", "补充说明"
    INTERNAL = "internal", "内部备注"
