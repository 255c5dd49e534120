from yiguan.base.labels import Labelled


class MeetingState(Labelled):
    PLANNED = "planned", "拟开"
    NOTIFIED = "notified", "已通知"
    OPEN = "open", "签到中"
    IN_PROGRESS = "in_progress", "进行中"
    ADJOURNED = "adjourned", "休会"
    ENDED = "ended", "已结束"
    CLOSED = "closed", "已核定"
    CANCELLED = "cancelled", "取消"
    SHORT = "short", "未达到会要求"


S = MeetingState
RUNNING = (S.OPEN, S.IN_PROGRESS, S.ADJOURNED)
HELD = (S.ENDED, S.CLOSED, S.SHORT)
TO_CLOSE = (S.ENDED, S.SHORT)
"""Over, and its sheet is not closed yet."""

BEFORE_THE_START = (S.NOTIFIED, S.OPEN)
TO_COME = (S.NOTIFIED, *RUNNING)
AHEAD = (S.PLANNED, *TO_COME)
BEGUN = (*RUNNING, *HELD)
CALLED = (S.NOTIFIED, *BEGUN)
OVER = (*HELD, S.CANCELLED)
TOOK_PLACE = (S.ENDED, S.CLOSED)
SHUT = (S.PLANNED, S.CANCELLED, S.CLOSED)
"""No door: not announced, called off, or the sheet is closed."""
EDITABLE = (S.PLANNED, S.NOTIFIED, S.OPEN)


class MeetingKind(Labelled):
    """The forms of the district's consultation system (SYS-01, district report 2024)."""

    MICRO = "micro", "小微协商"
    GRASSROOTS = "grassroots", "基层协商"
    SECTOR = "sector", "界别协商"
    COUNTERPART = "counterpart", "对口协商"
    PROPOSAL = "proposal", "提案办理协商"
    REGULAR = "regular", "三大例会"
    ADVISORY = "advisory", "专题资政会"
    INSPECTION = "inspection", "视察"


class Attendance(Labelled):
    OPEN = "open", "欢迎居民参加"
    INVITED = "invited", "只限受邀人员"
