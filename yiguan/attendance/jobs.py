"""The worker's jobs for check-in: open it at its time, thank people once, forget pictures of old lists."""

from datetime import timedelta

from sqlalchemy import select

from yiguan.attachments import service as attachments
from yiguan.attachments.models import Attachment
from yiguan.attendance import due, notices
from yiguan.attendance.marks import THANK
from yiguan.attendance.models import PaperList, Thanks
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.meetings.acts import OPEN
from yiguan.registrations.queries import seated
from yiguan.settings import Settings
from yiguan.settings import settings as installed
from yiguan.store.db import db
from yiguan.store.schedule import Job, at, every
from yiguan.workflow.perform import perform

PAPER_KEPT = timedelta(days=730)
"""domain.md §9.1, security.anonymise_after_y."""


def open_check_in(settings: Settings) -> int:
    """Check-in opens by the clock alone; this sets the state if nobody pressed 开始签到."""
    now = clock.now()
    before = now + clock.minutes(settings.checkin_opens_min)
    after = now - clock.minutes(settings.checkin_closes_min)
    found = due.unopened(before, after)
    for meeting in found:
        perform(OPEN, meeting, by=SYSTEM, note="签到时间到了，自动打开。")
    return len(found)


def thank(settings: Settings) -> int:
    """Thanks those who came, tells those who had a seat and did not come where to read on; returns how many were told.

    The row of `thanks` saves work, the notice's unique key prevents repeats. 0 hours means never.
    """
    told = 0
    for meeting in due.unthanked(settings.thank_hours) if settings.thank_hours else ():
        came = due.came_to(meeting.id)
        told += notices.thanked(meeting, came) + notices.missed(meeting, seated(meeting.id) - came)
        entry = trail.record(meeting, THANK, by=SYSTEM)
        db.session.add(Thanks(meeting_id=meeting.id, at=entry.at, is_sample=meeting.is_sample))
    return told


def forget_papers(settings: Settings) -> int:
    """Pictures of signed lists go after two years, like the names in the database; the rows stay."""
    old = select(Attachment).join(PaperList, PaperList.attachment_id == Attachment.id)
    found = db.session.scalars(old.where(PaperList.at < clock.now() - PAPER_KEPT)).all()
    return attachments.forget(found, settings.uploads)


JOBS = (
    Job("forget-papers", lambda: forget_papers(installed()), at(hour=3)),
    Job("open-doors", lambda: open_check_in(installed()), every(seconds=5)),
    Job("thank", lambda: thank(installed()), every(minutes=1)),
)
