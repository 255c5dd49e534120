from collections.abc import Mapping, Sequence

from flask.typing import ResponseReturnValue

from yiguan.attachments.kinds import FILES
from yiguan.attachments.serving import hand_out
from yiguan.meetings import papers
from yiguan.meetings.models import MeetingPaper
from yiguan.meetings.schemas import PapersOut
from yiguan.registrations.queries import own_meeting
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor

pages = ApiPages(
    "registrations_papers",
    "/invitations",
    description="名单上的人看材料: the papers of a meeting for those who are on its list.",
)


@pages.get("/<code>/papers")
@pages.gives(PapersOut)
def index(code: str) -> Mapping[str, Sequence[MeetingPaper]]:
    """List the documents of a meeting on whose list one is."""
    return {"papers": papers.papers_of(own_meeting(actor(), code))}


@pages.get("/<code>/papers/<int:position>")
@pages.doc(responses={200: {"description": "The file itself.", "content": FILES}})
def show(code: str, position: int) -> ResponseReturnValue:
    """Download a document of a meeting on whose list one is."""
    return hand_out(papers.get_paper(own_meeting(actor(), code), position).attachment)
