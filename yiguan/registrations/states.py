from yiguan.base.flow import Flow, Step
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
REGISTRATION_FLOW = Flow(
    Step("accept", (S.INVITED, S.DECLINED, S.LEAVE_ASKED, S.ON_LEAVE), S.ACCEPTED),
    Step("decline", (S.INVITED, S.ACCEPTED), S.DECLINED),
    Step("ask_leave", (S.INVITED, S.ACCEPTED), S.LEAVE_ASKED),
    Step("grant_leave", (S.LEAVE_ASKED,), S.ON_LEAVE),
    Step("refuse_leave", (S.LEAVE_ASKED,), S.INVITED),
    Step("sign_up", (S.WITHDRAWN,), S.REGISTERED),
    Step("wait", (S.WITHDRAWN,), S.WAITLISTED),
    Step("move_up", (S.WAITLISTED,), S.REGISTERED),
    Step("withdraw", (S.REGISTERED, S.WAITLISTED), S.WITHDRAWN),
    Step("remove", tuple(state for state in S if state is not S.WITHDRAWN), S.WITHDRAWN),
    Step("invite_again", (S.WITHDRAWN,), S.INVITED),
)

HOLDS_SEAT = (S.INVITED, S.ACCEPTED, S.LEAVE_ASKED, S.REGISTERED)
"""Whoever was invited has a seat until they say they do not come."""

COMING = (S.INVITED, S.ACCEPTED, S.REGISTERED)
"""Who is reminded."""

ON_THE_LIST = (*HOLDS_SEAT, S.DECLINED, S.ON_LEAVE)
"""Who is let in where only the list comes in; somebody who was invited and comes after all is welcome."""

ANSWERS = {"accept": "能来", "decline": "来不了", "ask_leave": "请假", "withdraw": "取消报名"}
"""What somebody says for themselves, on buttons."""


class Door(Labelled):
    """How somebody came onto the list."""

    INVITED = "invited", "邀请"
    SIGNED_UP = "signed_up", "报名"


class Side(Labelled):
    """For whom somebody sits at the table (domain.md §2.4, step 9)."""

    MEMBER = "member", "委员"
    RESIDENT = "resident", "居民"
    DEPARTMENT = "department", "部门"
    COMMUNITY = "community", "社区"
    OTHER = "other", "其他"


ACTS = {
    "create": "报名",
    "invite": "邀请",
    "accept": "答复：能来",
    "decline": "答复：来不了",
    "ask_leave": "请假",
    "grant_leave": "准假",
    "refuse_leave": "没有准假",
    "sign_up": "再次报名",
    "wait": "再次报名，候补",
    "move_up": "候补到了座位",
    "withdraw": "取消报名",
    "remove": "移出名单",
    "invite_again": "再次邀请",
    "renew_code": "换签到码",
}
"""What each act is called in the trail."""
