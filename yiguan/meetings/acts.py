"""What can be done to a meeting up to its end; closing it is attendance's."""

from typing import Any

from yiguan.base.act import NOBODY, Act, Everyone, Said
from yiguan.meetings import notices, rules, schemas, service
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import EDITABLE, MeetingState
from yiguan.organisation.states import ReasonKind

S = MeetingState
BY_MOUTH = "没有手机的人，请打电话或者当面说，名字在“通知”里的“当面告知的名单”。"
_COMMON: dict[str, Any] = {"record": Meeting, "may": rules.can_run, "refusal": rules.asks_the_unit}
_COURSE: dict[str, Any] = {**_COMMON, "tells": NOBODY, "any_version": True}
"""One tap on the day itself; an older page will do, since the clock may have opened the door meanwhile."""

EDIT = Act(
    **_COMMON,
    name="edit",
    label="修改安排",
    summary="Replace what was planned; send the `version` you read.",
    sources=EDITABLE,
    target=None,
    takes=schemas.MeetingIn,
    does=service.edit_meeting,
    said=Said("修改安排"),
    tells=NOBODY,
    shut="现在是“{state}”，安排不能再改了。您填的内容还在，可以抄到纪要里。",
    on=(),
    api=False,
)
ANNOUNCE = Act(
    **_COMMON,
    name="announce",
    label="发出通知",
    summary="Make the meeting public and tell those whose matter it is.",
    sources=(S.PLANNED,),
    target=S.NOTIFIED,
    said=Said("发出通知"),
    tells=(notices.meeting_announced, Everyone(notices.announced_news)),
    done="通知已经发出：提出这些议题的居民、主办单位的委员都会看到。海报可以打印了。",
)
POSTPONE = Act(
    **_COMMON,
    name="postpone",
    label="改期",
    summary="Move the meeting to a new time, with a listed reason; former codes are void.",
    sources=(S.NOTIFIED, S.OPEN),
    target=S.NOTIFIED,
    takes=schemas.PostponeIn,
    reason=ReasonKind.MEETING_POSTPONE,
    does=service.postpone_meeting,
    said=Said("改期"),
    tells=(notices.meeting_postponed, Everyone(notices.postponed_news, listed=True)),
    done=f"改好了，新的时间已经发出去。{BY_MOUTH}以前打印的码作废了，请重新打印海报。",
    template="meetings/postpone.html",
)
OPEN = Act(
    **{**_COURSE, "may": rules.may_open},
    name="open",
    label="开始签到",
    summary="Open check-in before the clock does.",
    sources=(S.NOTIFIED,),
    target=S.OPEN,
    said=Said("开始签到"),
    done="签到开始了，可以打开大屏。",
)
START = Act(
    **_COURSE,
    name="start",
    label="开会",
    summary="Begin the meeting.",
    sources=(S.NOTIFIED, S.OPEN),
    target=S.IN_PROGRESS,
    said=Said("开会"),
    done="会议开始了。",
)
ADJOURN = Act(
    **_COURSE,
    name="adjourn",
    label="休会",
    summary="Adjourn the meeting.",
    sources=(S.IN_PROGRESS,),
    target=S.ADJOURNED,
    said=Said("休会"),
    done="已经休会。",
)
RESUME = Act(
    **_COURSE,
    name="resume",
    label="继续开会",
    summary="Go on after an adjournment.",
    sources=(S.ADJOURNED,),
    target=S.IN_PROGRESS,
    said=Said("继续开会"),
    done="会议继续。",
)
END = Act(
    **_COURSE,
    name="end",
    label="散会",
    summary="End the meeting, and its check-in.",
    sources=(S.OPEN, S.IN_PROGRESS, S.ADJOURNED),
    target=S.ENDED,
    said=Said("散会"),
    done="会议结束了，签到也停了。接下来写纪要。",
)
MARK_SHORT = Act(
    **{**_COURSE, "does": service.mark_short},
    name="mark_short",
    label="未达到会要求",
    summary="A named side is missing: only a record follows, no consensus.",
    sources=(S.OPEN, S.IN_PROGRESS),
    target=S.SHORT,
    said=Said("未达到会要求"),
    done="已经记下：到会的人不够。可以写情况记录，不写共识。",
)
CANCEL = Act(
    **_COMMON,
    name="cancel",
    label="取消",
    summary="Call the meeting off, with a listed reason.",
    sources=(S.PLANNED, S.NOTIFIED, S.OPEN),
    target=S.CANCELLED,
    takes=schemas.ReasonIn,
    reason=ReasonKind.MEETING_CANCEL,
    does=service.cancel_meeting,
    said=Said("取消"),
    tells=(notices.meeting_cancelled, Everyone(notices.cancelled_news, listed=True, when=notices.was_announced)),
    done=f"这场会取消了，原因已经发出去。{BY_MOUTH}",
    template="meetings/cancel.html",
)
COURSE = (OPEN, START, ADJOURN, RESUME, END, MARK_SHORT)
"""The acts of the day itself: one tap, nothing to fill in."""
