from yiguan.base.labels import Labelled


class PublicationState(Labelled):
    PREPARED = "prepared", "待公开"
    PUBLISHED = "published", "已公开"
    WITHDRAWN = "withdrawn", "已撤下"
