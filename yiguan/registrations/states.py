from yiguan.base.labels import Labelled


class RegistrationState(Labelled):
    INVITED = "invited", "已邀请"
    ACCEPTED = "accepted", "会参加"
    DECLINED = "declined", "不参加"
    LEAVE_ASKED = "leave_asked", "请假待批"
    ON_LEAVE = "on_leave", "已准假"
    REGISTERED = "registered", "已报名"
    WAITLISTED = "waitlisted", "候补"
    WITHDRAWN = "withdrawn", "已取消"


S = RegistrationState
HOLDS_SEAT = (S.INVITED, S.ACCEPTED, S.LEAVE_ASKED, S.REGISTERED)
"""An invited person has a seat until they decline."""

LISTED = (*HOLDS_SEAT, S.ON_LEAVE)
"""People who are on the 签到表 whether they came or not."""

COMING = (S.INVITED, S.ACCEPTED, S.REGISTERED)
"""People who are reminded."""

ON_THE_LIST = (*HOLDS_SEAT, S.DECLINED, S.ON_LEAVE)
"""People who are admitted where only the list is; somebody who declined may come after all."""


class Door(Labelled):
    """How a person came onto the list."""

    INVITED = "invited", "邀请"
    SIGNED_UP = "signed_up", "报名"


class Side(Labelled):
    """The group a person represents at the meeting (domain.md §2.4, step 9)."""

    MEMBER = "member", "委员"
    RESIDENT = "resident", "居民"
    DEPARTMENT = "department", "部门"
    COMMUNITY = "community", "社区"
    OTHER = "other", "其他"
