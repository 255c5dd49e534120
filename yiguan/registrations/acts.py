"""The acts on a line of the list: answers by the person, or by staff for them; decisions by who runs the meeting."""

from typing import Any

from yiguan.base.act import NOBODY, Act, Said
from yiguan.registrations import notices, rules, schemas, seats, service
from yiguan.registrations.models import Registration
from yiguan.registrations.seats import MOVE_UP
from yiguan.registrations.states import RegistrationState

S = RegistrationState
_COMMON: dict[str, Any] = {"record": Registration, "locks": seats.lock_line}
_OWN: dict[str, Any] = {**_COMMON, "may": rules.can_answer, "takes": schemas.SayIn}
_DECIDED: dict[str, Any] = {**_COMMON, "may": rules.can_run_list, "takes": schemas.NoteIn}
_BACK: dict[str, Any] = {
    **_COMMON,
    "sources": (S.WITHDRAWN,),
    "may": rules.can_come_back,
    "does": service.come_back,
    "tells": NOBODY,
    "on": (),
    "api": False,
}

ACCEPT = Act(
    **_OWN,
    name="accept",
    label="能来",
    summary="The person comes.",
    sources=(S.INVITED, S.DECLINED, S.LEAVE_ASKED, S.ON_LEAVE),
    target=S.ACCEPTED,
    when=rules.is_asked,
    does=service.accept,
    said=Said("答复：能来"),
    tells=NOBODY,
    done="记下了：答复：能来。",
)
DECLINE = Act(
    **_OWN,
    name="decline",
    label="来不了",
    summary="The person does not come; the seat goes to whoever waits first.",
    sources=(S.INVITED, S.ACCEPTED),
    target=S.DECLINED,
    when=rules.may_say_no,
    does=service.decline,
    follows=seats.fill,
    said=Said("答复：来不了"),
    tells=NOBODY,
    done="记下了：答复：来不了。",
)
ASK_LEAVE = Act(
    **_OWN,
    name="ask_leave",
    label="请假",
    summary="The person must come and asks for leave, with a reason.",
    sources=(S.INVITED, S.ACCEPTED),
    target=S.LEAVE_ASKED,
    when=rules.must_ask_leave,
    does=service.ask_leave,
    said=Said("请假"),
    tells=(notices.leave_asked,),
    done="记下了：请假。",
)
WITHDRAW = Act(
    **_OWN,
    name="withdraw",
    label="取消报名",
    summary="The person gives the seat, or the place in the queue, back.",
    sources=(S.REGISTERED, S.WAITLISTED),
    target=S.WITHDRAWN,
    when=rules.is_asked,
    does=service.withdraw,
    follows=seats.fill,
    said=Said("取消报名"),
    tells=NOBODY,
    done="记下了：取消报名。",
)
GRANT_LEAVE = Act(
    **_DECIDED,
    name="grant_leave",
    label="准假",
    summary="Grant leave; the seat goes to whoever waits first.",
    sources=(S.LEAVE_ASKED,),
    target=S.ON_LEAVE,
    does=service.decide_leave,
    follows=seats.fill,
    said=Said("准假"),
    tells=(notices.leave_granted,),
    done="记下了：准假。",
)
REFUSE_LEAVE = Act(
    **_DECIDED,
    name="refuse_leave",
    label="不准假",
    summary="Ask the person to come after all; the invitation stands as before.",
    sources=(S.LEAVE_ASKED,),
    target=S.INVITED,
    does=service.decide_leave,
    follows=seats.fill,
    said=Said("没有准假"),
    tells=(notices.leave_refused,),
    done="记下了：没有准假。",
)
REMOVE = Act(
    **_DECIDED,
    name="remove",
    label="移出名单",
    summary="Take the person off the list, with a word why; the personal code is void.",
    sources=tuple(state for state in S if state is not S.WITHDRAWN),
    target=S.WITHDRAWN,
    does=service.remove,
    follows=seats.fill,
    said=Said("移出名单"),
    tells=(notices.removed,),
    done="记下了：移出名单。",
)
INVITE_AGAIN = Act(
    **_DECIDED,
    name="invite_again",
    label="再请一次",
    summary="Invite somebody again who is off the list.",
    sources=(S.WITHDRAWN,),
    target=S.INVITED,
    does=service.invite_again,
    said=Said("再次邀请"),
    tells=(notices.invited_again,),
    done="记下了：再次邀请。",
)
RENEW_CODE = Act(
    **_DECIDED,
    name="renew_code",
    label="换一个码",
    summary="Give a new personal code; the old one is void.",
    sources=tuple(S),
    target=None,
    does=service.renew_code,
    said=Said("换签到码"),
    tells=NOBODY,
    done="记下了：换签到码。",
)
SIGN_UP = Act(
    **_BACK,
    name="sign_up",
    label="再次报名",
    summary="Sign up again, to a free seat.",
    target=S.REGISTERED,
    said=Said("再次报名"),
)
WAIT = Act(
    **_BACK,
    name="wait",
    label="再次报名，候补",
    summary="Sign up again, to the end of the queue.",
    target=S.WAITLISTED,
    said=Said("再次报名，候补"),
)
OWN = (ACCEPT, DECLINE, ASK_LEAVE, WITHDRAW)
"""The answers a person gives, or staff give for them."""
FOR_THEM = {
    ACCEPT.name: "替他答复：能来",
    DECLINE.name: "替他答复：来不了",
    ASK_LEAVE.name: "替他请假",
    WITHDRAW.name: "替他取消",
}
"""The labels of answers that staff enter for a person on the telephone."""
__all__ = ["FOR_THEM", "MOVE_UP", "OWN"]
