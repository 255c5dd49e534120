"""What looking back does to a case."""

from operator import attrgetter
from typing import Any

from yiguan.base.act import NOBODY, Act, Everyone, Said
from yiguan.handling.answering import end
from yiguan.handling.models import Handling
from yiguan.handling.rules import is_office, is_unit, is_worker
from yiguan.handling.schemas import UpholdIn
from yiguan.handling.states import RATED, HandlingState
from yiguan.looking_back import notices, queries, service

S = HandlingState
_SYSTEM: dict[str, Any] = {"record": Handling, "on": (), "api": False, "may": is_worker}
ASK = Act(
    **_SYSTEM,
    name="look_back",
    label="回头看",
    summary="The day has come: those who asked are asked what they see.",
    sources=RATED,
    target=None,
    does=service.ask,
    said=Said("回头看，请大家说"),
    tells=(notices.asked,),
)
REPORT = Act(
    record=Handling,
    on=("desk",),
    name="report_kept",
    label="办成了，请大家看",
    summary="The unit shows that its promise is kept; those who asked say what they see.",
    sources=(S.TRACKING,),
    target=None,
    may=is_unit,
    when=queries.may_report,
    does=service.report,
    said=Said("说办成了，请大家看"),
    tells=(notices.asked,),
    done="已经请反映、附议的人看。他们说了算；没有人回话的，由办公室定。",
)
BACK = Act(
    **_SYSTEM,
    name="look_back_not_done",
    label="回头看没有办成",
    summary="Many of those who asked say that nothing was done: back to the unit.",
    sources=RATED,
    target=S.IN_PROGRESS,
    does=service.back,
    said=Said("回头看没有办成，退回接着办"),
    tells=(notices.back, Everyone(notices.back_news, prints=attrgetter("sender_id"))),
)
NOT_KEPT = Act(
    record=Handling,
    on=("desk",),
    name="not_kept",
    label="没有办成，退回",
    summary="Those who asked left it open, and the office saw that the promise is not kept: back to the unit.",
    sources=(S.TRACKING,),
    target=S.IN_PROGRESS,
    may=is_office,
    when=queries.is_left_open,
    takes=UpholdIn,
    does=service.not_kept,
    said=Said("没有办成，退回接着办"),
    tells=(notices.back, Everyone(notices.back_news, prints=attrgetter("sender_id"))),
    done="退回承办单位了，一个月内再答复。大家都会收到消息。",
)
KEPT = Act(
    **_SYSTEM,
    name="look_back_kept",
    label="大家说办成了",
    summary="Those who asked say that the promise is kept: the case ends.",
    sources=(S.TRACKING,),
    target=S.CLOSED,
    does=end,
    said=Said("大家说办成了，办结"),
    tells=(Everyone(notices.kept_news, prints=attrgetter("sender_id")),),
)
LOOKED = Act(
    **_SYSTEM,
    name="look_back_over",
    label="回头看问完了",
    summary="The time to say is over and nothing follows from it.",
    sources=(S.CLOSED,),
    target=None,
    said=Said("回头看问完了"),
    tells=NOBODY,
)
UNHEARD = Act(
    **_SYSTEM,
    name="look_back_unheard",
    label="回头看没有定下来",
    summary="Nobody said that the whole promise is kept: the office goes and sees.",
    sources=(S.TRACKING,),
    target=None,
    said=Said("回头看没有定下来，请办公室看"),
    tells=(notices.unheard,),
)
