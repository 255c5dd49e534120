from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_file
from yiguan.attachments.serving import hand_out
from yiguan.base.fields import In
from yiguan.meetings import papers, rules
from yiguan.meetings.models import Meeting
from yiguan.meetings.parameters import MOST_PAPER_MB, PAPER_MB
from yiguan.meetings.queries import get_meeting
from yiguan.organisation.values import value_of
from yiguan.store.db import reading
from yiguan.web.forms import Form, blank_form, read_form
from yiguan.web.sizes import MIB, takes_files
from yiguan.web.surfaces import Pages, actor

pages = Pages("meetings_papers", "bench", "/bench/meetings/<code>/papers")


@pages.get("")
def index(code: str) -> str:
    return _page(get_meeting(actor(), code), blank_form())


@pages.post("")
@takes_files(MOST_PAPER_MB * MIB)
def add(code: str) -> ResponseReturnValue:
    """Checking a file is slow: the rule comes first, and no transaction is open."""
    with reading():
        papers.require_keeper(actor(), get_meeting(actor(), code))
        most = value_of(PAPER_MB)
    form = read_form(In)
    content = read_file(form, "file", most)
    meeting = get_meeting(actor(), code, lock=True)
    if content is None:
        return _page(meeting, form), form.status
    paper = papers.add_paper(actor(), meeting, content)
    flash(f"“{paper.attachment.title}”放上了。本单位的人和名单上的委员登录以后能看。", "done")
    return redirect(url_for(".index", code=meeting.code))


@pages.get("/<int:position>")
def show(code: str, position: int) -> ResponseReturnValue:
    return hand_out(papers.get_paper(get_meeting(actor(), code), position).attachment)


@pages.post("/<int:position>/withdraw")
def withdraw(code: str, position: int) -> ResponseReturnValue:
    meeting = get_meeting(actor(), code, lock=True)
    papers.require_keeper(actor(), meeting)
    paper = papers.get_paper(meeting, position)
    papers.withdraw_paper(actor(), meeting, paper)
    flash(f"“{paper.attachment.title}”撤下了，文件也删了。要用，请再放一次。", "done")
    return redirect(url_for(".index", code=meeting.code))


def _page(meeting: Meeting, form: Form) -> str:
    return render_template(
        "meetings/papers.html",
        meeting=meeting,
        papers=papers.papers_of(meeting),
        may=rules.can_keep_papers(actor(), meeting),
        most=value_of(PAPER_MB),
        form=form,
    )
