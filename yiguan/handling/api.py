from flask import Response
from sqlalchemy import Select

from yiguan.documents.papers import FILES
from yiguan.handling import queries, rules
from yiguan.handling.models import Handling
from yiguan.handling.schemas import HandlingLine, HandlingOut, WholeHandling
from yiguan.handling.serving import hand_out, hand_out_version
from yiguan.web.api import ApiPages
from yiguan.web.surfaces import actor
from yiguan.workflow.api import act_api

DESCRIPTION = "办理件: assigned, answered, sent. There is no signing here: it is done in person, on the page."
pages = ApiPages("handling", "/handling-items", description=DESCRIPTION)


@pages.get("")
@pages.lists(HandlingLine)
def index() -> Select[Handling]:
    """List the cases within reach, what is late first."""
    return queries.listed(actor())


@pages.get("/<int:handling_id>")
@pages.gives(HandlingOut)
def show(handling_id: int) -> WholeHandling:
    """Show a case: its items, every version of the answer, and what was noted on it."""
    return _whole(queries.get_handling(actor(), handling_id))


@pages.get("/<int:handling_id>/replies/<int:version>/<any(letter, clearance):name>/<any(docx, pdf):kind>")
@pages.doc(responses={200: {"description": "The file itself.", "content": FILES}})
def version_paper(handling_id: int, version: int, name: str, kind: str) -> Response:
    """Download one version of the answer, or its clearance sheet; 409 `no_font` where no PDF can be drawn."""
    return hand_out_version(actor(), handling_id, version, name, kind)


@pages.get("/<int:handling_id>/papers/<any(assignment, reminder):name>/<any(docx, pdf):kind>")
@pages.doc(responses={200: {"description": "The file itself.", "content": FILES}})
def paper(handling_id: int, name: str, kind: str) -> Response:
    """Download the notice of assignment, or a reminder; 409 `not_assigned`, `not_late` if there is none to send."""
    return hand_out(actor(), handling_id, name, kind)


def _whole(handling: Handling) -> WholeHandling:
    entries = queries.entries_of(handling, internal=rules.can_press(actor(), handling))
    return WholeHandling(handling, queries.replies_of(handling), entries)


act_api(pages, "/<int:handling_id>", Handling, find=queries.get_handling, gives=HandlingOut, give=_whole)
