from yiguan.base.flow import Flow, Step
from yiguan.base.labels import Labelled


class CheckInState(Labelled):
    COUNTED = "counted", "有效"
    DUPLICATE = "duplicate", "重复"
    UNDONE = "undone", "已撤销"
    REFUSED = "refused", "未通过"
    UNRESOLVED = "unresolved", "待核对"
    MOVED = "moved", "进出"


class Way(Labelled):
    """What a scan is for, where the meeting keeps who is in the room (CK-14)."""

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
    """How sure we are that the person was there (N01)."""

    A = "A", "工作人员当面"
    B = "B", "现场大屏码"
    C = "C", "个人码"
    D = "D", "印刷码"
    E = "E", "事后补录"


class Result(Labelled):
    """What a scan is answered with: a stable word, and what to do (checkin.md)."""

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


CHECK_IN_FLOW = Flow(Step("undo", (CheckInState.COUNTED,), CheckInState.UNDONE))
OLD, CLOCK = "old", "clock"
"""Marks of a scan whose device says another day, or whose time cannot be read."""

ODD_CLOCKS = (OLD, CLOCK)
LETS_IN = (Result.OK, Result.OK_LATE)
MOVES = {Way.OUT: Result.LEFT, Way.BACK: Result.RETURNED}
