from collections.abc import Mapping, Sequence

from flask.typing import ResponseReturnValue

from yiguan.attachments.chosen import read_file
from yiguan.attachments.kinds import FILES
from yiguan.attachments.serving import hand_out
from yiguan.base.errors import Invalid
from yiguan.meetings import papers
from yiguan.meetings.models import Meeting, MeetingPaper
from yiguan.meetings.parameters import MOST_PAPER_MB, PAPER_MB
from yiguan.meetings.queries import get_meeting
from yiguan.meetings.schemas import PaperOut, PapersOut
from yiguan.organisation.values import value_of
from yiguan.store.db import reading
from yiguan.web.api import ApiPages
from yiguan.web.forms import blank_form, told
from yiguan.web.sizes import MIB, takes_files
from yiguan.web.surfaces import actor

pages = ApiPages("meetings_papers", "/meetings", description="会议材料: the papers of a meeting.")
A_FILE = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}


@pages.get("/<code>/papers")
@pages.gives(PapersOut)
def index(code: str) -> Mapping[str, Sequence[MeetingPaper]]:
    """List the documents of a meeting within reach."""
    return {"papers": papers.papers_of(get_meeting(actor(), code))}


@pages.post("/<code>/papers")
@takes_files(MOST_PAPER_MB * MIB)
@pages.doc(requestBody={"content": {"multipart/form-data": {"schema": A_FILE}}, "required": True})
@pages.gives(PaperOut, 201)
def add(code: str) -> MeetingPaper:
    """Add a document: a PDF, docx, xlsx or picture, by its content."""
    with reading():
        papers.require_keeper(actor(), get_meeting(actor(), code))
        most = value_of(PAPER_MB)
    form = blank_form()
    content = read_file(form, "file", most)
    if content is None:
        raise Invalid(fields=told(form).errors)
    return papers.add_paper(actor(), get_meeting(actor(), code, lock=True), content)


@pages.get("/<code>/papers/<int:position>")
@pages.doc(responses={200: {"description": "The file itself.", "content": FILES}})
def show(code: str, position: int) -> ResponseReturnValue:
    """Download a document."""
    return hand_out(papers.get_paper(get_meeting(actor(), code), position).attachment)


@pages.post("/<code>/papers/<int:position>/withdraw")
@pages.gives(PapersOut)
def withdraw(code: str, position: int) -> Mapping[str, Sequence[MeetingPaper]]:
    """Withdraw a document; its file is deleted."""
    meeting: Meeting = get_meeting(actor(), code, lock=True)
    papers.require_keeper(actor(), meeting)
    papers.withdraw_paper(actor(), meeting, papers.get_paper(meeting, position))
    return {"papers": papers.papers_of(meeting)}
