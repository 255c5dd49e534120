from datetime import timedelta

from yiguan.base.labels import Labelled


class JoinState(Labelled):
    ASKED = "asked", "等另一位同事确认"
    JOINED = "joined", "认作一个人"
    REFUSED = "refused", "没有合"
    UNDONE = "undone", "分开了"


PATIENCE = timedelta(days=7)
"""Nobody stands at the desk and waits for it, so it may wait longer than the code of a new phone."""
