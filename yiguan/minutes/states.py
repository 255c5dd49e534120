from yiguan.base.labels import Labelled


class MinutesState(Labelled):
    DRAFT = "draft", "起草中"
    REVIEW = "review", "待核定"
    CONFIRMED = "confirmed", "已定稿"
    PUBLISHED = "published", "已公开"


S = MinutesState
UNCONFIRMED = (S.DRAFT, S.REVIEW)
FINAL = (S.CONFIRMED, S.PUBLISHED)
"""Locked: what recommendations rest on and what the public may read."""


class ConsensusKind(Labelled):
    """承诺 needs a responsible unit and a date (domain.md §9.2.5)."""

    CONSENSUS = "consensus", "共识"
    COMMITMENT = "commitment", "承诺"
    ADVICE = "advice", "建议"
    RESERVATION = "reservation", "保留意见"
