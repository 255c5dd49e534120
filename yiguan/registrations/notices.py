from collections.abc import Iterable
from datetime import datetime

from yiguan.base import clock
from yiguan.base.act import Happened
from yiguan.meetings.models import Meeting
from yiguan.meetings.states import MeetingState
from yiguan.notifications.service import tell
from yiguan.people.models import Person
from yiguan.people.queries import holders_of
from yiguan.people.states import CONVENING, PersonKind
from yiguan.registrations.models import Registration


def invited(registration: Registration) -> None:
    """Sent once; an invitation repeated after a removal is another event."""
    meeting = registration.meeting
    answer = "这场会请您务必到；实在来不了，请点开请个假。" if registration.required else "能不能来，请点开答一声。"
    _tell(registration, f"invited:{registration.epoch}", f"请您参加：{meeting.title}", f"{_when(meeting)}。{answer}")
    registration.told_at = clock.now()


def invited_again(it: Happened) -> None:
    """Tells the person, if the meeting is announced; otherwise the worker does it afterwards (jobs.py)."""
    if it.record.meeting.state is not MeetingState.PLANNED:
        invited(it.record)


def moved_up(it: Happened) -> None:
    registration = it.record
    text = f"您候补到了座位。{_when(registration.meeting)}。不能来了，请点开取消，把座位让给后面的人。"
    _tell(registration, f"moved_up:{registration.version}", f"有座位了：{registration.meeting.title}", text)


def leave_granted(it: Happened) -> None:
    _tell_decision(it.record, "准假了", it.note or "这场会您可以不来。")


def leave_refused(it: Happened) -> None:
    _tell_decision(it.record, "还是请您来", it.note or f"{_when(it.record.meeting)}。")


def _tell_decision(registration: Registration, title: str, text: str) -> None:
    event = f"leave_decided:{registration.version}"
    _tell(registration, event, f"{title}：{registration.meeting.title}", text)


def removed(it: Happened) -> None:
    event = f"removed:{it.record.epoch}"
    title = f"名单有变动：{it.record.meeting.title}"
    _tell(it.record, event, title, f"这场会您不用来了。{it.note}")


def leave_asked(it: Happened) -> None:
    """Tells those who run the meeting, who decide."""
    registration, meeting = it.record, it.record.meeting
    event = f"leave_asked:{registration.id}:{registration.version}"
    url = f"/bench/meetings/{meeting.code}/registrations/{registration.id}"
    title = f"有人请假：{meeting.title}"
    conveners = holders_of(meeting.unit.path, *CONVENING)
    tell(event, conveners, about=meeting, title=title[:80], text=registration.reason, url=url, unit_id=meeting.unit_id)


def reminded(meeting: Meeting, people: Iterable[Person], mark: datetime) -> None:
    """`mark` is the time when the reminder was due: each is sent once, however often the job runs."""
    event = f"reminder:{meeting.id}:{mark:%Y%m%d%H%M}"
    title = f"别忘了：{meeting.title}"
    text = f"{_when(meeting)}。到了会场扫码签到，也可以点开出示您的签到码。"
    for staff in (True, False):
        ids = [person.id for person in people if (person.kind is not PersonKind.RESIDENT) is staff]
        url = _url(meeting, staff=staff)
        tell(event, ids, about=meeting, title=title[:80], text=text, url=url, unit_id=meeting.unit_id)


def _tell(registration: Registration, event: str, title: str, text: str) -> None:
    meeting, person = registration.meeting, registration.person
    url = _url(meeting, staff=person.kind is not PersonKind.RESIDENT)
    event = f"{event}:{registration.id}"
    tell(event, [person.id], about=meeting, title=title[:80], text=text, url=url, unit_id=meeting.unit_id)


def _url(meeting: Meeting, *, staff: bool) -> str:
    """An address without the personal code, since a notice is stored. Staff sign in, a resident's phone is known."""
    return f"/bench/invitations/{meeting.code}" if staff else f"/meetings/{meeting.code}/registration"


def _when(meeting: Meeting) -> str:
    return f"{clock.moment(meeting.starts_at)}，{meeting.place}"
