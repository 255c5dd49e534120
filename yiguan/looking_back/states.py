from yiguan.base.labels import Labelled


class LookCause(Labelled):
    """Why those who asked are asked again."""

    DUE = "due", "到了回头看的日子"
    REPORTED = "reported", "单位说办成了"
    AGAIN = "again", "又有人反映"


class Outcome(Labelled):
    """What came of it. Nobody who says nothing has said that it is done (domain.md E17)."""

    DONE = "done", "好了"
    PARTLY = "partly", "部分好了"
    NOT_DONE = "not_done", "没有办成"
    UNHEARD = "unheard", "没有人回话"
    DROPPED = "dropped", "不用看了"


class Seen(Labelled):
    """What somebody sees on the spot, in one tap (N18)."""

    DONE = "done", "好了"
    PARTLY = "partly", "部分好了"
    NOT_DONE = "not_done", "没有"
