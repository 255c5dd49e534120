from yiguan.base.flow import Flow, Step
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
MEETING_FLOW = Flow(
    Step("announce", (S.PLANNED,), S.NOTIFIED),
    Step("postpone", (S.NOTIFIED, S.OPEN), S.NOTIFIED),
    Step("open", (S.NOTIFIED,), S.OPEN),
    Step("start", (S.NOTIFIED, S.OPEN), S.IN_PROGRESS),
    Step("adjourn", (S.IN_PROGRESS,), S.ADJOURNED),
    Step("resume", (S.ADJOURNED,), S.IN_PROGRESS),
    Step("end", (S.OPEN, S.IN_PROGRESS, S.ADJOURNED), S.ENDED),
    Step("mark_short", (S.OPEN, S.IN_PROGRESS), S.SHORT),
    Step("close", (S.ENDED, S.SHORT), S.CLOSED),
    Step("cancel", (S.PLANNED, S.NOTIFIED, S.OPEN), S.CANCELLED),
)


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


ACTS = {
    "create": "拟开",
    "edit": "修改安排",
    "announce": "发出通知",
    "postpone": "改期",
    "open": "开始签到",
    "start": "开会",
    "adjourn": "休会",
    "resume": "继续开会",
    "end": "散会",
    "mark_short": "未达到会要求",
    "close": "核定",
    "cancel": "取消",
}
"""What each act is called, on buttons and in the trail."""

COURSE = ("open", "start", "adjourn", "resume", "end", "mark_short")
"""The acts of the day itself: one tap, nothing to fill in."""
