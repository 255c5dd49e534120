from yiguan.base.labels import Labelled


class NoticeChannel(Labelled):
    """`page`: shown behind the person's own code or in the staff inbox; `printed`: a line on the station's list; `sms`:
    a message to their telephone, where the installation sends some.
    """

    PAGE = "page", "页面"
    PRINTED = "printed", "打印告知"
    SMS = "sms", "短信"


class NoticeState(Labelled):
    WAITING = "waiting", "待发"
    SENT = "sent", "已发"
    FAILED = "failed", "未发成"
