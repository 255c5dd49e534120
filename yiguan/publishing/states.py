from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class PublicationState(Labelled):
    PREPARED = "prepared", "待公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"


S = PublicationState
PUBLICATION_FLOW = Flow(
    Step("publish", (S.PREPARED, S.WITHDRAWN), S.PUBLISHED),
    Step("renew", (S.PUBLISHED,), S.PUBLISHED),
    Step("withdraw", (S.PUBLISHED,), S.WITHDRAWN),
)
