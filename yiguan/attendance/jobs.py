"""The worker's jobs for check-in: open it at its time, thank people once, forget pictures of old lists."""

from datetime import timedelta

from sqlalchemy import select

from yiguan.attachments import service as attachments
from yiguan.attachments.models import Attachment
from yiguan.attendance import due, notices
from yiguan.attendance.marks import THANK
from yiguan.attendance.models import PaperList, Thanks
from yiguan.attendance.parameters import PAPERS_KEPT, THANK_HOURS
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import SYSTEM
from yiguan.meetings.acts import OPEN
from yiguan.meetings.parameters import CHECKIN_CLOSES, CHECKIN_OPENS
from yiguan.organisation.values import value_of
from yiguan.settings import Settings
from yiguan.settings import settings as installed
from yiguan.store.db import db
from yiguan.store.schedule import Job, at, every
from yiguan.workflow.perform import perform


def open_check_in() -> int:
    """Check-in opens by the clock alone; this sets the state if nobody pressed 开始签到."""
    now = clock.now()
    before = now + clock.minutes(value_of(CHECKIN_OPENS))
    after = now - clock.minutes(value_of(CHECKIN_CLOSES))
    found = due.unopened(before, after)
    for meeting in found:
        perform(OPEN, meeting, by=SYSTEM, note="签到时间到了，自动打开。")
    return len(found)


def thank() -> int:
    """Thanks those who came, tells those who had a seat and did not come where to read on; returns how many were told.

    The row of `thanks` saves work, the notice's unique key prevents repeats. 0 hours means never.
    """
    told, hours = 0, value_of(THANK_HOURS)
    for meeting in due.unthanked(hours) if hours else ():
        came, missed = due.came_to(meeting.id), due.missed_by(meeting.id)
        told += notices.thanked(meeting, came) + notices.missed(meeting, missed)
        entry = trail.record(meeting, THANK, by=SYSTEM)
        db.session.add(Thanks(meeting_id=meeting.id, at=entry.at, is_sample=meeting.is_sample))
    return told


def forget_papers(settings: Settings) -> int:
    """Pictures of signed lists go after a time, like the names in the database; the rows stay."""
    old = select(Attachment).join(PaperList, PaperList.attachment_id == Attachment.id)
    before = clock.now() - timedelta(days=365 * value_of(PAPERS_KEPT) // 12)
    found = db.session.scalars(old.where(PaperList.at < before)).all()
    return attachments.forget(found, settings.uploads)


JOBS = (
    Job("forget-papers", lambda: forget_papers(installed()), at(hour=3)),
    Job("open-doors", open_check_in, every(seconds=5)),
    Job("thank", thank, every(minutes=1)),
)
