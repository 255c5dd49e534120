"""会议材料: documents for those who take part, kept with a meeting."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from yiguan.attachments import service as attachments
from yiguan.attachments.contents import Content
from yiguan.audit import trail
from yiguan.base import clock
from yiguan.base.actor import Actor
from yiguan.base.errors import Conflict, NotFound, require
from yiguan.meetings import rules
from yiguan.meetings.marks import ADD_PAPER, WITHDRAW_PAPER
from yiguan.meetings.models import Meeting, MeetingPaper
from yiguan.settings import settings
from yiguan.store.db import db

MOST = 30
CLOSED = "只有办这场会的人能放材料，签到核定以后、会取消以后就不能再放了。材料没有变。"
ENOUGH = f"一场会最多放{MOST}份材料，这一份没有放上。请先撤下用不着的，或者合成一份。"


def papers_of(meeting: Meeting) -> Sequence[MeetingPaper]:
    """Those that were not withdrawn, in the order in which they were added."""
    query = select(MeetingPaper).join(MeetingPaper.attachment).options(contains_eager(MeetingPaper.attachment))
    kept = (MeetingPaper.meeting_id == meeting.id, MeetingPaper.withdrawn_at.is_(None))
    return db.session.scalars(query.where(*kept).order_by(MeetingPaper.position)).all()


def get_paper(meeting: Meeting, position: int) -> MeetingPaper:
    """Raises NotFound, also for one that was withdrawn."""
    found = next((paper for paper in papers_of(meeting) if paper.position == position), None)
    if found is None:
        raise NotFound("没有这份材料，可能已经撤下了。请回到会议的页面看看现在有哪些。")
    return found


def require_keeper(actor: Actor, meeting: Meeting) -> None:
    require(rules.can_keep_papers(actor, meeting), CLOSED)


def add_paper(actor: Actor, meeting: Meeting, content: Content) -> MeetingPaper:
    """`meeting` is locked, since the next number is counted. Raises Forbidden, and Conflict for one too many."""
    require_keeper(actor, meeting)
    if len(papers_of(meeting)) >= MOST:
        raise Conflict(ENOUGH, code="too_many_papers")
    last = db.session.scalar(select(func.max(MeetingPaper.position)).where(MeetingPaper.meeting_id == meeting.id))
    kept = attachments.keep(content, settings().uploads, owner_id=actor.id, unit_id=meeting.unit_id)
    paper = MeetingPaper(meeting_id=meeting.id, position=(last or 0) + 1, attachment=kept, at=clock.now())
    db.session.add(paper)
    trail.record(meeting, ADD_PAPER, by=actor, after=str(paper.position))
    return paper


def withdraw_paper(actor: Actor, meeting: Meeting, paper: MeetingPaper) -> None:
    """Nobody reads it from now on, and its file goes. `meeting` is locked. Raises Forbidden."""
    require_keeper(actor, meeting)
    paper.withdrawn_at = clock.now()
    trail.record(meeting, WITHDRAW_PAPER, by=actor, before=str(paper.position))
    attachments.forget([paper.attachment], settings().uploads)
