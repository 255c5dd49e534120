"""会议材料 for whoever is on the list of a meeting outside their own unit's reach, after signing in."""

from flask import render_template
from flask.typing import ResponseReturnValue

from yiguan.attachments.serving import hand_out
from yiguan.meetings import papers
from yiguan.registrations.queries import own_meeting
from yiguan.web.surfaces import Pages, actor

pages = Pages("registrations_papers", "bench", "/bench/invitations/<code>/papers")


@pages.get("")
def index(code: str) -> str:
    meeting = own_meeting(actor(), code)
    return render_template("registrations/papers.html", meeting=meeting, papers=papers.papers_of(meeting))


@pages.get("/<int:position>")
def show(code: str, position: int) -> ResponseReturnValue:
    return hand_out(papers.get_paper(own_meeting(actor(), code), position).attachment)
