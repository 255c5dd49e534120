from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class MinutesState(Labelled):
    DRAFT = "draft", "起草中"
    REVIEW = "review", "待核定"
    CONFIRMED = "confirmed", "已定稿"
    PUBLISHED = "published", "已公开"


S = MinutesState
MINUTES_FLOW = Flow(
    Step("submit", (S.DRAFT,), S.REVIEW),
    Step("return", (S.REVIEW,), S.DRAFT),
    Step("confirm", (S.REVIEW,), S.CONFIRMED),
    Step("publish", (S.CONFIRMED,), S.PUBLISHED),
)


class ConsensusKind(Labelled):
    """承诺 needs a responsible unit and a date (domain.md §9.2.5)."""

    CONSENSUS = "consensus", "共识"
    COMMITMENT = "commitment", "承诺"
    ADVICE = "advice", "建议"
    RESERVATION = "reservation", "保留意见"


ACTS = {"create": "起草", "submit": "交核定", "return": "退回修改", "confirm": "定稿", "publish": "公开"}
"""What each step is called in the trail; single edits of a draft are not shown there."""
