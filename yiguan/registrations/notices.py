from collections.abc import Iterable
from datetime import datetime

from yiguan.base import clock
from yiguan.base.act import Happened, Message
from yiguan.district.wording import MEETING, NOTE, WHEN, Blank, Wording, wording
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.notifications.service import tell
from yiguan.notifications.states import NoticeKind
from yiguan.people.models import Person
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING, PersonKind
from yiguan.registrations.models import Registration

HEADING = "邀请和报名"
WHY = Blank("请假的理由", "那天单位要去省里开会")
_OWN, _MEETINGS = NoticeKind.OWN_SEAT, NoticeKind.MEETINGS
INVITED = wording("invited", "请人参加会，告诉受邀的人", _MEETINGS, "请您参加：{会名}",
                  "{时间和地点}。能不能来，请点开答一声。", MEETING, WHEN)  # fmt: skip
REQUIRED = wording("invited_required", "请人务必到会，告诉受邀的人", _MEETINGS, "请您参加：{会名}",
                   "{时间和地点}。这场会请您务必到；实在来不了，请点开请个假。", MEETING, WHEN)  # fmt: skip
MOVED_UP = wording("moved_up", "候补到了座位，告诉本人", _OWN, "有座位了：{会名}",
                   "您候补到了座位。{时间和地点}。不能来了，请点开取消，把座位让给后面的人。",
                   MEETING, WHEN)  # fmt: skip
GRANTED = wording("leave_granted", "准假了，告诉本人", _OWN, "准假了：{会名}", "{说明}", MEETING, NOTE)
REFUSED = wording("leave_refused", "没有准假，告诉本人", _OWN, "还是请您来：{会名}", "{说明}", MEETING, NOTE)
REMOVED = wording("removed", "从名单上去掉了，告诉本人", _OWN, "名单有变动：{会名}",
                  "这场会您不用来了。{说明}", MEETING, NOTE)  # fmt: skip
LEAVE_ASKED = wording("leave_asked", "有人请假，告诉办会的人", NoticeKind.DUTY, "有人请假：{会名}",
                      "{请假的理由}", MEETING, WHY)  # fmt: skip
REMINDED = wording("reminded", "快开会了，提醒名单上的人", _MEETINGS, "别忘了：{会名}",
                   "{时间和地点}。到了会场扫码签到，也可以点开出示您的签到码。", MEETING, WHEN)  # fmt: skip


def invited(registration: Registration) -> None:
    """Sent once; an invitation repeated after a removal is another event."""
    words = REQUIRED if registration.required else INVITED
    _tell(registration, f"invited:{registration.epoch}", _filled(words, registration.meeting))
    registration.told_at = clock.now()


def invited_again(it: Happened) -> None:
    """Tells the person, if the meeting is announced; otherwise the worker does it afterwards (jobs.py)."""
    if it.record.meeting.state is not MeetingState.PLANNED:
        invited(it.record)


def moved_up(it: Happened) -> None:
    registration = it.record
    _tell(registration, f"moved_up:{registration.version}", _filled(MOVED_UP, registration.meeting))


def leave_granted(it: Happened) -> None:
    _tell_decision(it.record, GRANTED, it.note or "这场会您可以不来。")


def leave_refused(it: Happened) -> None:
    _tell_decision(it.record, REFUSED, it.note or f"{_when(it.record.meeting)}。")


def _tell_decision(registration: Registration, words: Wording, note: str) -> None:
    _tell(registration, f"leave_decided:{registration.version}", _filled(words, registration.meeting, note))


def removed(it: Happened) -> None:
    _tell(it.record, f"removed:{it.record.epoch}", _filled(REMOVED, it.record.meeting, it.note))


def leave_asked(it: Happened) -> None:
    """Tells those who run the meeting, who decide."""
    registration, meeting = it.record, it.record.meeting
    event = f"leave_asked:{registration.id}:{registration.version}"
    url = f"/bench/meetings/{meeting.code}/registrations/{registration.id}"
    message = LEAVE_ASKED.filled({MEETING: meeting.title, WHY: registration.reason})
    conveners = holders_of(meeting.unit.path, *CONVENING)
    tell(event, conveners, message, about=meeting, url=url, unit_id=meeting.unit_id)


def reminded(meeting: Meeting, people: Iterable[Person], mark: datetime) -> None:
    """`mark` is the time when the reminder was due: each is sent once, however often the job runs."""
    event, message = f"reminder:{meeting.id}:{mark:%Y%m%d%H%M}", _filled(REMINDED, meeting)
    for staff in (True, False):
        ids = [person.id for person in people if (person.kind is not PersonKind.RESIDENT) is staff]
        tell(event, ids, message, about=meeting, url=_url(meeting, staff=staff), unit_id=meeting.unit_id)


def _filled(words: Wording, meeting: Meeting, note: str = "") -> Message:
    return words.filled({MEETING: meeting.title, WHEN: _when(meeting), NOTE: note})


def _tell(registration: Registration, event: str, message: Message) -> None:
    meeting, person = registration.meeting, registration.person
    url = _url(meeting, staff=person.kind is not PersonKind.RESIDENT)
    tell(f"{event}:{registration.id}", [person.id], message, about=meeting, url=url, unit_id=meeting.unit_id)


def _url(meeting: Meeting, *, staff: bool) -> str:
    """An address without the personal code, since a notice is stored. Staff sign in, a resident's phone is known."""
    return f"/bench/invitations/{meeting.code}" if staff else f"/meetings/{meeting.code}/registration"


def _when(meeting: Meeting) -> str:
    return f"{clock.moment(meeting.starts_at)}，{meeting.place}"
