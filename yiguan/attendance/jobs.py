"""What the worker does for check-in: a meeting's state follows its hours, and afterwards people hear from us once."""

from yiguan.attendance import due, notices
from yiguan.attendance.marks import THANK
from yiguan.attendance.models import Thanks
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.meetings.acts import OPEN
from yiguan.registrations.queries import seated
from yiguan.settings import Settings
from yiguan.settings import settings as installed
from yiguan.store.db import db
from yiguan.store.schedule import Job, every
from yiguan.workflow.perform import perform


def open_check_in(settings: Settings) -> int:
    """Check-in opens by the clock alone; where nobody pressed 开始签到, the state is written down afterwards."""
    now = clock.now()
    before, after = now + clock.minutes(settings.checkin_opens_min), now - clock.minutes(settings.checkin_closes_min)
    found = due.unopened(before, after)
    for meeting in found:
        perform(OPEN, meeting, by=SYSTEM, note="签到时间到了，自动打开。")
    return len(found)


def thank(settings: Settings) -> int:
    """Who came is thanked, who had a seat and was not seen is told where to read on; how many heard it.

    The row of thanks keeps the work small, the notice's own key keeps it single. 0 hours: never.
    """
    told = 0
    for meeting in due.unthanked(settings.thank_hours) if settings.thank_hours else ():
        came = due.came_to(meeting.id)
        told += notices.thanked(meeting, came) + notices.missed(meeting, seated(meeting.id) - came)
        entry = trail.record(meeting, THANK, by=SYSTEM)
        db.session.add(Thanks(meeting_id=meeting.id, at=entry.at, is_sample=meeting.is_sample))
    return told


JOBS = (
    Job("open-doors", lambda: open_check_in(installed()), every(seconds=5)),
    Job("thank", lambda: thank(installed()), every(minutes=1)),
)
