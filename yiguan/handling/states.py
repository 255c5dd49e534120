from collections.abc import Mapping

from yiguan.base.labels import Labelled


class HandlingState(Labelled):
    """Overdue is no state: it follows from the last day (product.md §2)."""

    PENDING = "pending", "待交办"
    DISPATCHED = "dispatched", "已交办"
    RECEIVED = "received", "已签收"
    IN_PROGRESS = "in_progress", "办理中"
    DISPUTED = "disputed", "申请改办"
    DRAFTED = "drafted", "已拟复"
    CHECKED = "checked", "已核"
    UNIT_SIGNED = "unit_signed", "单位已签"
    SIGNED_OFF = "signed_off", "区领导已审签"
    REPLIED = "replied", "已答复"
    TRACKING = "tracking", "跟踪"
    CLOSED = "closed", "办结"
    ESCALATED = "escalated", "已上报市级"


S = HandlingState
AT_UNIT = (S.DISPATCHED, S.RECEIVED, S.IN_PROGRESS)
UNDER_CLEARANCE = (S.DRAFTED, S.CHECKED, S.UNIT_SIGNED)
UNANSWERED = (S.PENDING, *AT_UNIT, S.DISPUTED, *UNDER_CLEARANCE, S.SIGNED_OFF)
ANSWERED = (S.REPLIED, S.TRACKING, S.CLOSED)
RATED = (S.TRACKING, S.CLOSED)
"""The time for rating is over."""
ENDED = (S.CLOSED, S.ESCALATED)
SIGN, SIGN_OFF = "sign", "sign_off"
"""The two signatures under a reply: the unit's leader, the district leader in charge."""


class Place(Labelled):
    """With whom a case lies: each of its days belongs to one of them (RV-14)."""

    OFFICE = "office", "办公室、督查室"
    UNIT = "unit", "承办单位"
    LEADER = "leader", "区领导"
    PROPOSER = "proposer", "反映的人"
    NOBODY = "nobody", "已了结"


LIES_WITH: Mapping[HandlingState, Place] = {
    **dict.fromkeys((S.PENDING, S.DISPUTED, S.DRAFTED), Place.OFFICE),
    **dict.fromkeys((*AT_UNIT, S.CHECKED, S.SIGNED_OFF, S.TRACKING), Place.UNIT),
    S.UNIT_SIGNED: Place.LEADER,
    S.REPLIED: Place.PROPOSER,
    **dict.fromkeys(ENDED, Place.NOBODY),
}


class Reminder(Labelled):
    """The steps of pressing that the clock takes (E14), in their order."""

    SOON = "soon", "快到期了"
    LATE = "late", "逾期了"
    LONG = "long", "逾期多日，请督查室催办"
    FORMAL = "formal", "逾期很久，该上门督办或者通报"


class Span(Labelled):
    """How long the unit has for its answer."""

    DAYS = "days", "三十天"
    QUARTER = "quarter", "三个月"
    HALF_YEAR = "half_year", "六个月"
    DAY = "day", "定一个日子"


class AnswerClass(Labelled):
    """What becomes of an item; closed is not the same as solved (FU-06)."""

    SOLVED = "a", "A 已解决"
    PLANNED = "b", "B 计划解决"
    REFUSED = "c", "C 暂时不能"
    NOTED = "d", "D 留作参考"


class Openness(Labelled):
    """公开属性 of a reply, cleared with its signatures (RV-16)."""

    OPEN = "open", "全文公开"
    PART = "part", "摘要公开"
    SHUT = "shut", "不公开"


class FileUse(Labelled):
    """What a file of an answer is there for."""

    EVIDENCE = "evidence", "佐证材料"
    ORIGINAL = "original", "来文原件"
    SIGNED = "signed", "单位签字件"
    SIGNED_OFF = "signed_off", "区领导签字件"


class EntryKind(Labelled):
    """What was noted on a case: how the unit spoke with people (面商), how it was pressed, a leader's instruction."""

    CALL = "call", "打电话"
    VISIT = "visit", "到现场"
    TALK = "talk", "当面谈"
    PRESS_CALL = "press_call", "电话催办"
    PRESS_LETTER = "press_letter", "发函催办"
    PRESS_VISIT = "press_visit", "上门督办"
    PRESS_MEETING = "press_meeting", "主席会议督办"
    PRESS_COMMITTEE = "press_committee", "专委会对口督办"
    PRESS_INSPECTION = "press_inspection", "视察督办"
    PRESS_LEADER = "press_leader", "领衔督办"
    INSTRUCTION = "instruction", "领导批示"


CONTACTS = (EntryKind.CALL, EntryKind.VISIT, EntryKind.TALK)
PRESSING = tuple(kind for kind in EntryKind if str(kind).startswith("press"))
