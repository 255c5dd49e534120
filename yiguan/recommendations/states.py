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
SENT = (S.ISSUED, S.SUPERSEDED)
"""Signed and numbered: what left the house."""


SIGN = "sign"
"""The act with which the chair signs (签发)."""


class SourceKind(Labelled):
    """What an item rests on; a reader can open it (MN-06)."""

    TOPIC = "topic", "议题"
    CONSENSUS = "consensus", "共识事项"
    MINUTES = "minutes", "纪要"
