from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class NoticeChannel(Labelled):
    """`page`: read behind the person's own code or in the staff inbox; `printed`: a line on the station's list."""

    PAGE = "page", "页面"
    PRINTED = "printed", "打印告知"


class NoticeState(Labelled):
    WAITING = "waiting", "待发"
    SENT = "sent", "已发"
    FAILED = "failed", "未发成"


S = NoticeState
NOTICE_FLOW = Flow(
    Step("send", (S.WAITING,), S.SENT),
    Step("fail", (S.WAITING,), S.FAILED),
    Step("tell_in_person", (S.WAITING, S.FAILED), S.SENT),
)
