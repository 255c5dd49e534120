from yiguan.base.labels import Labelled


class UnitKind(Labelled):
    DISTRICT = "district", "区政协"
    OFFICE = "office", "办公室"
    COMMITTEE = "committee", "专门委员会"
    STATION = "station", "协商站"
    WORKROOM = "workroom", "委员工作室"
    GROUP = "group", "委员小组"
    DEPARTMENT = "department", "承办单位"
    DISPATCH = "dispatch", "督查室"
    LEADERSHIP = "leadership", "区委区政府"
    INSPECTION = "inspection", "派驻纪检监察组"


STATION_KINDS = (UnitKind.STATION, UnitKind.WORKROOM, UnitKind.GROUP)
"""Where residents report, and where topics and meetings can be held."""
DEPARTMENT_KINDS = (UnitKind.DEPARTMENT, UnitKind.STATION)
"""Who may be asked to answer."""


class ReasonKind(Labelled):
    """Where a listed reason may be chosen (product.md §3.1: every refusal carries one, and a text)."""

    LEAD_DECLINE = "lead_decline", "不采用线索"
    LEAD_TRANSFER = "lead_transfer", "转其他渠道"
    TOPIC_RETURN = "topic_return", "退回议题"
    TOPIC_REJECT = "topic_reject", "不予列入"
    TOPIC_DEFER = "topic_defer", "缓议"
    TOPIC_TERMINATE = "topic_terminate", "终止议题"
    MEETING_POSTPONE = "meeting_postpone", "延期"
    MEETING_CANCEL = "meeting_cancel", "取消"
    RECOMMENDATION_RETURN = "recommendation_return", "退回建议"
    CHECKIN_UNDO = "checkin_undo", "撤销签到"
