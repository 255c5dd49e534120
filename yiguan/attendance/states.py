from yiguan.base.labels import Labelled


class CheckInState(Labelled):
    COUNTED = "counted", "有效"
    DUPLICATE = "duplicate", "重复"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "未通过"
    UNRESOLVED = "unresolved", "待核对"
    MOVED = "moved", "进出"


class Way(Labelled):
    """What a scan is for, where the meeting records who is present (CK-14)."""

    IN = "in", "进场"
    OUT = "out", "离开"
    BACK = "back", "回来"


class CheckInSource(Labelled):
    SCREEN = "screen", "扫大屏码"
    PRINT = "print", "扫印刷码"
    PERSONAL = "personal", "个人码"
    DESK_SCAN = "desk_scan", "签到台扫码"
    DESK_SEARCH = "desk_search", "签到台查找"
    DESK_NUMBER = "desk_number", "报号"
    PROXY = "proxy", "代签"
    PAPER = "paper", "纸质补录"
    IMPORT = "import", "导入"


CAME = (CheckInState.COUNTED, CheckInState.UNDONE)
PRESENT = (CheckInState.COUNTED, CheckInState.MOVED)
UNCLEAR = (CheckInState.REFUSED, CheckInState.UNRESOLVED)
PHONES = (CheckInSource.SCREEN, CheckInSource.PRINT, CheckInSource.PERSONAL)


class Grade(Labelled):
    """How certain it is that the person was there (N01)."""

    A = "A", "工作人员当面"
    B = "B", "现场大屏码"
    C = "C", "个人码"
    D = "D", "印刷码"
    E = "E", "事后补录"


class Result(Labelled):
    """The answer to a scan: a stable code, and a sentence that says what to do (checkin.md)."""

    OK = "ok", "签到成功。"
    OK_LATE = "ok_late", "签到成功，会议已经开始，请轻声入场。"
    ALREADY = "already", "您已经签过到了，不用再签。"
    TOO_EARLY = "too_early", "还没到签到时间，请到时再扫一次。"
    CLOSED = "closed", "这次会议的签到已经结束。如果您到了会场，请找工作人员补登。"
    CANCELLED = "cancelled", "这次会议取消了，不用签到。有新安排会再通知。"
    POSTPONED = "postponed", "这次会议改期了，请按新的时间来。"
    WRONG_MEETING = "wrong_meeting", "这是另一场会议的码，请扫本会场屏幕上的码。"
    UNKNOWN_CODE = "unknown_code", "这个码认不出来。请对着会场屏幕或海报重新扫一次。"
    EXPIRED_CODE = "expired_code", "这个码已经换新了，请重新扫屏幕上的码。"
    REVOKED_CODE = "revoked_code", "这个码已经作废，请扫会场里新的码，或找工作人员。"
    NOT_INVITED = "not_invited", "这场会只进名单上的人。受了邀请的、报过名的，请找工作人员登记。"
    WAITLISTED = "waitlisted", "您在候补名单上，请先找工作人员。"
    BLOCKED = "blocked", "这部手机暂时不能签到，请找工作人员代签。"
    NEEDS_CHOICE = "needs_choice", "请先选择是哪一场会议。"
    NEEDS_INFO = "needs_info", "请先留个称呼，再点“签到”。"
    FORBIDDEN = "forbidden", "您的身份不能做这一步。"
    RATE_LIMITED = "rate_limited", "试的次数太多，请等一分钟再扫，或找工作人员。"
    CONFLICT = "conflict", "这个请求先前用过，内容不一样，没有存下。请重新扫码。"
    UNDONE = "undone", "这次签到已撤销。如果您在会场，请再扫一次。"
    STORED_UNRESOLVED = "stored_unresolved", "已经记下，工作人员会核对。"
    TRY_AGAIN = "try_again", "网络有点忙，没有存下，请再点一次。"
    LEFT = "left", "已经记下：您先离开了。回来时请再说一声。"
    RETURNED = "returned", "已经记下：您回来了。"
    NOT_HERE = "not_here", "没有找到您的签到，离开和回来都没有记。请先签到。"


WALK_IN = "walk_in"
"""Mark of a tap by somebody who is not on the list."""
NO_COOKIE = "no_cookie"
"""Mark of a tap on a phone that stores no cookies."""

OLD = "old"
"""Mark of a scan whose device reports another day."""
CLOCK = "clock"
"""Mark of a scan whose time cannot be read."""

ODD_CLOCKS = (OLD, CLOCK)
LETS_IN = (Result.OK, Result.OK_LATE)
MOVES = {Way.OUT: Result.LEFT, Way.BACK: Result.RETURNED}


class BurstKind(Labelled):
    """Why several check-ins are reviewed (N02, checkin.md); nobody is refused for it."""

    DEVICE = "device", "同一部手机签了很多人"
    SECOND = "second", "同一秒钟签了很多人"
    NAME = "name", "姓名一样"
    PHONE = "phone", "手机号一样"
    JOINED = "joined", "认作一个人的两条记录"


ALIKE = (BurstKind.NAME, BurstKind.PHONE, BurstKind.JOINED)
"""Check-ins that may belong to one person: each is reviewed and undone separately."""
DOUBLE = "double"
"""The listed reason for undoing one of them."""

MOST_OF_A_DEVICE = 5
MOST_OF_A_SECOND = 15
"""More people than this from one phone, or in one second, are reviewed."""

RECEPTION_SOURCES = (CheckInSource.DESK_SCAN, CheckInSource.DESK_NUMBER, CheckInSource.DESK_SEARCH, CheckInSource.PROXY)
BOX_SOURCES = (
    *RECEPTION_SOURCES,
    CheckInSource.SCREEN,
    CheckInSource.PRINT,
    CheckInSource.PERSONAL,
    CheckInSource.PAPER,
)
"""The sources in a hall box's batch: also scans of phones, and paper lists entered there."""

CORRECTION = "correction"
"""Mark of a scan that arrived after the closing."""

SAID = {
    Result.OK: "签到成功。",
    Result.ALREADY: "已经签过了，不用再签。",
    Result.TOO_EARLY: "还没到签到时间，没有算到会。到时间请再签一次。",
    Result.CANCELLED: "这场会取消了，不用签到。",
    Result.POSTPONED: "这场会改期了，请按新的时间来。",
    Result.WRONG_MEETING: "这是另一场会的个人码。请问清楚来参加哪一场；人在这里，可以按姓名登记。",
    Result.REVOKED_CODE: "这个个人码已经作废。请让本人打开报名页看新的码，或者查找姓名。",
    Result.NOT_INVITED: "名单上没有这位。这场会只让名单上的人进，请问召集人。",
    Result.WAITLISTED: "这位还在候补。请问召集人能不能进。",
    Result.CONFLICT: "这个编号先前记过别的内容，这一条另外记下了，请召集人核对。",
    Result.UNDONE: "这一次签到已经撤销。人在这里，请再签一次。",
    Result.STORED_UNRESOLVED: "认不出是谁，已经记下，请召集人散会后核对。人在这里，也可以查找姓名再签。",
    Result.TRY_AGAIN: "这一条没有存下，请再送一次。",
    Result.LEFT: "记下了：先离开了。",
    Result.RETURNED: "记下了：回来了。",
    Result.NOT_HERE: "没有找到这位的签到，离开和回来都没有记。请先签到，或者按姓名再找。",
}
"""The sentences for the helper; those of `Result` speak to the person."""
