from yiguan.base.labels import Labelled


class PublicationState(Labelled):
    PREPARED = "prepared", "待公开"
    SCHEDULED = "scheduled", "定时公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"


UNSEEN = (PublicationState.PREPARED, PublicationState.WITHDRAWN)
"""Nobody of the public reads the texts, and no time is set at which they will."""
