from yiguan.base.labels import Labelled


class NoticeKind(Labelled):
    """What a notice is about, for whoever reads it."""

    OWN_MATTER = "own_matter", "自己反映的事"
    OWN_SEAT = "own_seat", "自己要去的会"
    ACCOUNT = "account", "自己的账号、任职和手机"
    DUTY = "duty", "站里、区里等着办的事"
    MEETINGS = "meetings", "开会的邀请和提醒"
    OTHERS = "others", "参与过的事有了进展"

    @property
    def own_case(self) -> bool:
        """Nobody mutes what is their own case (NT-03)."""
        return self in (NoticeKind.OWN_MATTER, NoticeKind.OWN_SEAT, NoticeKind.ACCOUNT)


GENERAL = tuple(kind for kind in NoticeKind if not kind.own_case)


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
